using System.Diagnostics;

namespace Vicinity.Interop.Tests;

/// <summary>Runs programs of others to their end, with a time limit that ends them by their process id.</summary>
internal static class ForeignProgram
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(90);

    /// <summary>Runs <paramref name="file"/> with <paramref name="input"/> as its standard input.</summary>
    /// <exception cref="TimeoutException">It was still running after <paramref name="limit"/>; the message holds what it wrote.</exception>
    public static async Task<ProgramResult> RunAsync(
        string file, IReadOnlyList<string> arguments, string input = "", TimeSpan? limit = null, string? folder = null)
    {
        string command = $"{file} {string.Join(' ', arguments)}";
        using Process process = Process.Start(StartInfo(file, arguments, folder)) ?? throw new InvalidOperationException($"{command} did not start");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(limit ?? DefaultLimit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await FeedAsync(process, input);
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} had not ended after {limit ?? DefaultLimit}\n--- output\n{await output}\n--- errors\n{await errors}");
        }

        return new ProgramResult(command, process.ExitCode, await output, await errors);
    }

    internal static ProcessStartInfo StartInfo(string file, IReadOnlyList<string> arguments, string? folder) => new(file, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        WorkingDirectory = folder ?? Path.GetTempPath(),
    };

    private static async Task FeedAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input: the exit code tells why.
        }
    }
}
