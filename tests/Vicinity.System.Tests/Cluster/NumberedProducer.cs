using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>librdkafka's idempotent producer as a process (numbered_producer.py), where wanted in a network namespace: writes 0, 1, 2 ... and tells what was acknowledged at which offset.</summary>
internal sealed class NumberedProducer : WritingProcess
{
    private readonly Dictionary<int, long> _acknowledged = [];

    private NumberedProducer(Process process)
        : base(process)
    {
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

    public Task ReachAsync(int count, CancellationToken cancel) => ReachAsync(() => Count, count, cancel);

    protected override void Told(string[] words)
    {
        lock (_acknowledged) _acknowledged.Add(int.Parse(words[1]), long.Parse(words[2]));
    }
}
