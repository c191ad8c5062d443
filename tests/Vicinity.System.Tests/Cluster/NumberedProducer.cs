using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>librdkafka's idempotent producer as a process (numbered_producer.py), where wanted in a network namespace: writes 0, 1, 2 ... and tells what was acknowledged at which offset.</summary>
internal sealed class NumberedProducer : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly Dictionary<int, long> _acknowledged = [];
    private string? _failure;

    private NumberedProducer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = Task.Run(ReadAsync);
    }

    public static NumberedProducer StartIn(string? networkNamespace, string bootstrap, string topic, int mostPerSecond = 0) =>
        new(ScriptProcess.Start(networkNamespace, "Kills/numbered_producer.py", bootstrap, topic, "1", $"{mostPerSecond}"));

    public int Count
    {
        get
        {
            lock (_acknowledged) return _acknowledged.Count;
        }
    }

    /// <summary>Offset by number of what was acknowledged; -1 where the producer was not told it.</summary>
    public IReadOnlyDictionary<int, long> Acknowledged
    {
        get
        {
            lock (_acknowledged) return new Dictionary<int, long>(_acknowledged);
        }
    }

    public async Task ReachAsync(int count, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (Count < count)
        {
            if (_reading.IsFaulted) await _reading;
            if (_failure is not null || _reading.IsCompleted) throw new InvalidOperationException($"the producer ended: {_failure} {await _errors.WaitAsync(TimeSpan.FromSeconds(5), cancel)}");
            if (Stopwatch.GetElapsedTime(began) > ClusterOfProcesses.Patience) throw new TimeoutException($"{Count} of {count} records were acknowledged");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        }
    }

    /// <summary>Ends writing and waits until all is acknowledged.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(150), cancel);
        await _reading;
        _failure.ShouldBeNull();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is string line)
        {
            string[] parts = line.Split(' ');
            if (parts[0] == "end") return;
            if (parts[0].StartsWith("failed", StringComparison.Ordinal))
            {
                _failure = line;
                return;
            }

            lock (_acknowledged) _acknowledged.Add(int.Parse(parts[1]), long.Parse(parts[2]));
        }
    }
}
