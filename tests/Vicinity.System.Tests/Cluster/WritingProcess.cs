using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>A script that writes records until its standard input ends, and prints a line for each that it was told of. Thread-safe.</summary>
internal abstract class WritingProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;

    /// <param name="process">The script, with its streams redirected.</param>
    protected WritingProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Why the script gave up, in its own words; null while it has not.</summary>
    protected string? Failure { get; private set; }

    /// <summary>Waits until so many records were acknowledged.</summary>
    /// <param name="count">Counts those that were.</param>
    /// <param name="goal">How many there should be.</param>
    /// <param name="cancel">Ends the wait.</param>
    protected async Task ReachAsync(Func<int> count, int goal, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (count() < goal)
        {
            if (_reading.IsFaulted) await _reading;
            if (Failure is not null || _reading.IsCompleted) throw new InvalidOperationException($"the producer ended: {Failure} {await _errors.WaitAsync(TimeSpan.FromSeconds(5), cancel)}");
            if (Stopwatch.GetElapsedTime(began) > ClusterOfProcesses.Patience) throw new TimeoutException($"{count()} of {goal} records were acknowledged");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        }
    }

    /// <summary>Ends writing and waits until the script was told of every record.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(150), cancel);
        await _reading;
        Failure.ShouldBeNull();
        _process.ExitCode.ShouldBe(0, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The words of a line about one record.</summary>
    protected abstract void Told(string[] words);

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is string line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "end") return;
            if (words[0].StartsWith("failed", StringComparison.Ordinal))
            {
                Failure = line;
                return;
            }

            Told(words);
        }
    }
}
