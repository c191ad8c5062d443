using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>A producer of librdkafka that may not repeat, as a process (unrepeating_producer.py): what it was told of each of its records.</summary>
internal sealed class UnrepeatingProducer : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private readonly Dictionary<int, string> _told = [];

    private UnrepeatingProducer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>By number of the record: "acknowledged", or the name of the error.</summary>
    public IReadOnlyDictionary<int, string> Told
    {
        get
        {
            lock (_told) return new Dictionary<int, string>(_told);
        }
    }

    public static UnrepeatingProducer Start(string bootstrap, string topic) => StartIn(null, bootstrap, topic);

    public static UnrepeatingProducer StartIn(string? networkNamespace, string bootstrap, string topic) => new(ScriptProcess.Start(networkNamespace, "Cluster/unrepeating_producer.py", bootstrap, topic));

    /// <summary>Waits until so many more were acknowledged.</summary>
    public async Task AcknowledgeAsync(int more, CancellationToken cancel)
    {
        int Count() => Told.Values.Count(v => v == "acknowledged");
        int goal = Count() + more;
        long began = Stopwatch.GetTimestamp();
        while (Count() < goal)
        {
            if (_reading.IsCompleted) throw new InvalidOperationException($"the producer ended: {await _errors}");
            if (Stopwatch.GetElapsedTime(began) > ClusterOfProcesses.Patience) throw new TimeoutException($"{Count()} of {goal} records were acknowledged");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
        }
    }

    /// <summary>Ends writing and waits until it was told of every record.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(90), cancel);
        await _reading;
        _process.ExitCode.ShouldBe(0, await _errors);
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
            lock (_told) _told.Add(int.Parse(parts[0]), parts[1]);
        }
    }
}
