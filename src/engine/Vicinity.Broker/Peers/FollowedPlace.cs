using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>What another node is answered for one partition that it follows.</summary>
internal sealed class FollowedPlace(TopicPartition partition, ErrorCode error, int leaderId = -1, int leaderEpoch = -1) : FetchPlace(partition.Topic, partition.Partition)
{
    private ReplicaRead _entries;

    public override int RecordsLength => _entries.Length;

    public override int CopyRecords(Span<byte> destination, int from) => _entries.CopyTo(destination, from);

    /// <summary>The leader's log begins there.</summary>
    public FollowedPlace Begin(LogPosition start)
    {
        Start = start;
        return this;
    }

    /// <summary>The logs part there.</summary>
    public FollowedPlace Part(LogPosition at)
    {
        Diverging = new EpochEnd(at.Epoch, at.Offset);
        return this;
    }

    /// <summary>Entries, or none but the bounds.</summary>
    public FollowedPlace With(ReplicaRead entries)
    {
        _entries = entries;
        return this;
    }

    public override ErrorCode Error => error;

    public override (int LeaderId, int Epoch)? CurrentLeader => leaderEpoch < 0 ? null : (leaderId, leaderEpoch);
}
