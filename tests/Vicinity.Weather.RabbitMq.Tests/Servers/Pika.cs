using System.Diagnostics;
using System.Globalization;

namespace Vicinity.Weather.RabbitMq.Tests;

/// <summary>Runs scripts with python3-pika, a foreign client.</summary>
public sealed class Pika : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private Pika(RabbitSettings settings, string script)
    {
        string port = settings.Addresses.Split(',')[0].Split(':')[1];
        _process = Process.Start(new ProcessStartInfo(Python, ["-c", Beginning + script, port, settings.Prefix]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Begins a script, which knows <c>channel</c> and <c>prefix</c>; skips the test where the client is not installed.</summary>
    public static Pika Start(RabbitSettings settings, string script)
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/pika"), "needs pika for /usr/bin/python3 (Debian: python3-pika)");
        return new Pika(settings, script);
    }

    /// <summary>The next line that it prints.</summary>
    public async Task<string> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());

    /// <summary>Waits for its end.</summary>
    public async Task EndAsync()
    {
        string errors = await _process.StandardError.ReadToEndAsync().WaitAsync(s_patience);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        if (_process.ExitCode != 0) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the script ended with {_process.ExitCode}: {errors}"));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private const string Beginning = """
        import json, pika, sys
        port, prefix = int(sys.argv[1]), sys.argv[2]
        connection = pika.BlockingConnection(pika.ConnectionParameters('127.0.0.1', port))
        channel = connection.channel()

        """;
}
