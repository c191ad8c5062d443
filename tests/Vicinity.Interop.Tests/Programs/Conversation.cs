using System.Diagnostics;
using System.Threading.Channels;

namespace Vicinity.Interop.Tests;

/// <summary>A foreign program that goes on running: lines go in, lines come out and are awaited one by one. Ended by its process id when disposed.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _said = [];
    private readonly string _command;

    private Conversation(Process process, string command)
    {
        _process = process;
        _command = command;
        Task output = PumpAsync(process.StandardOutput, "");
        Task errors = PumpAsync(process.StandardError, "! ");
        _ = Task.WhenAll(output, errors).ContinueWith(_ => _lines.Writer.TryComplete(), TaskScheduler.Default);
    }

    public static Conversation Start(string file, IReadOnlyList<string> arguments, string? folder = null)
    {
        string command = $"{file} {string.Join(' ', arguments)}";
        Process process = Process.Start(ForeignProgram.StartInfo(file, arguments, folder)) ?? throw new InvalidOperationException($"{command} did not start");
        return new Conversation(process, command);
    }

    /// <summary>Everything that the program has said so far; its errors begin with an exclamation mark.</summary>
    public string Said
    {
        get { lock (_said) return string.Join('\n', _said); }
    }

    public async Task SayAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException e)
        {
            await EndAsync();
            throw new InvalidOperationException($"{_command} ended before it was told '{line}'\n{Said}", e);
        }
    }

    /// <summary>The next line; null when the program has closed its output.</summary>
    public async ValueTask<string?> NextLineAsync(CancellationToken cancellation)
    {
        while (await _lines.Reader.WaitToReadAsync(cancellation))
        {
            if (_lines.Reader.TryRead(out string? line)) return line;
        }

        return null;
    }

    /// <summary>The first line from here on that fits; those before it are passed over.</summary>
    public async Task<string> LineAsync(Func<string, bool> fits, TimeSpan? limit = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(limit ?? ForeignProgram.DefaultLimit);
        try
        {
            while (await NextLineAsync(timeout.Token) is string line)
            {
                if (fits(line)) return line;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_command} has not said what was awaited\n{Said}");
        }

        throw new InvalidOperationException($"{_command} ended without saying what was awaited\n{Said}");
    }

    /// <summary>Waits until the program has ended by itself.</summary>
    public async Task<int> EndAsync(TimeSpan? limit = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(limit ?? ForeignProgram.DefaultLimit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_command} does not end\n{Said}");
        }

        return _process.ExitCode;
    }

    /// <summary>Ends the program without giving it time for anything, as a crash would.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task PumpAsync(StreamReader reader, string mark)
    {
        while (await reader.ReadLineAsync() is string line)
        {
            lock (_said) _said.Add(mark + line);
            _lines.Writer.TryWrite(mark + line);
        }
    }
}
