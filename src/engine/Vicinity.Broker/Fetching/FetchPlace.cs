using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>What a Fetch answer says of one partition; its records are read when the answer is written.</summary>
internal abstract class FetchPlace(string topic, int partition)
{
    public string Topic { get; } = topic;

    public int Partition { get; } = partition;

    /// <summary>The topic's id, which later versions name it by; zero when only its name is known.</summary>
    public Guid TopicId { get; init; }

    public abstract ErrorCode Error { get; }

    public long HighWatermark { get; set; } = -1;

    public long LogStartOffset { get; set; } = -1;

    /// <summary>Set when the reader's log and ours part ways (KIP-595).</summary>
    public EpochEnd? Diverging { get; protected set; }

    /// <summary>Set for a replica whose position is no longer in our log: where that begins.</summary>
    public LogPosition? Start { get; protected set; }

    /// <summary>The leader, where the reader has to know.</summary>
    public virtual (int LeaderId, int Epoch)? CurrentLeader => null;

    /// <summary>Bytes of records.</summary>
    public abstract int RecordsLength { get; }

    /// <summary>Copies records from byte <paramref name="from"/> on; returns how many.</summary>
    public abstract int CopyRecords(Span<byte> destination, int from);
}
