using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>A producer of librdkafka that may not repeat, as a process (unrepeating_producer.py): what it was told of each of its records.</summary>
internal sealed class UnrepeatingProducer : WritingProcess
{
    private const string Acknowledgement = "acknowledged";
    private readonly Dictionary<int, string> _outcomes = [];
    private int _acknowledged;

    private UnrepeatingProducer(Process process)
        : base(process)
    {
    }

    /// <summary>By number of the record: "acknowledged", or the name of the error.</summary>
    public IReadOnlyDictionary<int, string> Outcomes
    {
        get
        {
            lock (_outcomes) return new Dictionary<int, string>(_outcomes);
        }
    }

    public static UnrepeatingProducer Start(string bootstrap, string topic) => StartIn(null, bootstrap, topic);

    public static UnrepeatingProducer StartIn(string? networkNamespace, string bootstrap, string topic) => new(ScriptProcess.Start(networkNamespace, "Cluster/unrepeating_producer.py", bootstrap, topic));

    /// <summary>Waits until so many more were acknowledged.</summary>
    public Task AcknowledgeAsync(int more, CancellationToken cancel) => ReachAsync(() => Volatile.Read(ref _acknowledged), Volatile.Read(ref _acknowledged) + more, cancel);

    protected override void Told(string[] words)
    {
        lock (_outcomes) _outcomes.Add(int.Parse(words[0]), words[1]);
        if (words[1] == Acknowledgement) Interlocked.Increment(ref _acknowledged);
    }
}
