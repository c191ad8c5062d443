using System.Diagnostics;
using System.Net.Sockets;

namespace Vicinity.Cli;

/// <summary>What all servers of others that a demo starts have in common.</summary>
internal static class LocalServer
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(100);

    /// <summary>Refuses to go on where a program is not on the path.</summary>
    /// <param name="program">Its file, or its name.</param>
    /// <param name="what">What to install, or to do instead.</param>
    public static void Require(string program, string what)
    {
        bool isThere = program.Contains('/', StringComparison.Ordinal)
            ? File.Exists(program)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
        if (!isThere) throw new UsageException($"{program} is not on this machine: install {what}");
    }

    /// <summary>Waits until a server answers.</summary>
    /// <exception cref="UsageException">It ended, or does not answer in time; the message holds the end of its log.</exception>
    public static async Task WaitAsync(ChildProcess server, Func<Task<bool>> answers, TimeSpan patience, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await TryAsync(answers).ConfigureAwait(false))
        {
            if (server.ExitCode is { } code) throw new UsageException($"{server.Name} ended with {code}; its log ends with:{Environment.NewLine}{server.EndOfLog()}");
            if (Stopwatch.GetElapsedTime(began) > patience) throw new UsageException($"{server.Name} does not answer within {patience.TotalSeconds:0} s; its log ends with:{Environment.NewLine}{server.EndOfLog()}");
            await Task.Delay(s_again, cancel).ConfigureAwait(false);
        }
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> answers)
    {
        try
        {
            return await answers().ConfigureAwait(false);
        }
        catch (Exception away) when (away is SocketException or IOException)
        {
            return false;
        }
    }
}
