using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;
using QuorumFetchRequest = Vicinity.Consensus.FetchRequest;

namespace Vicinity.Broker;

/// <summary>One partition that another node follows here: what it asked last, and what there is to answer. Guarded by its session.</summary>
internal sealed class Followed(TopicPartition partition)
{
    private Guid _topicId;
    private LogPosition _position;
    private int _maxBytes;
    private long _toldHighWatermark;
    private long _toldLogStart;
    private long _offeredLogStart;
    private long _deletedBefore;
    private (Replica? By, Voter Follower, long LogStart) _noted;
    private bool _isSound;
    private bool _wasLookedAt;
    private bool _isFirst = true;

    public TopicPartition Partition { get; } = partition;

    /// <summary>This node's replica, or null when it has none.</summary>
    public Replica? Replica { get; set; }

    /// <summary>The replica that follows.</summary>
    public Voter Follower { get; private set; }

    /// <summary>Epoch of its Fetch.</summary>
    public int Epoch { get; private set; }

    /// <summary>Whether its Fetch has not been answered yet.</summary>
    public bool Waits { get; set; }

    /// <summary>Whether it stands in the session's queue.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether high watermark or log start moved since the follower was sent them.</summary>
    public bool HasNews => Replica is { ServiceError: ErrorCode.None } replica && (replica.CommittedOffset > _toldHighWatermark || replica.Log.LogStartOffset > _toldLogStart);

    /// <summary>Another Fetch replaces the one before.</summary>
    public void Asked(int nodeId, FetchRequestPartition asked)
    {
        var follower = new Voter(nodeId, asked.ReplicaDirectoryId);
        _isFirst |= follower != Follower || asked.CurrentLeaderEpoch != Epoch;
        Follower = follower;
        Epoch = asked.CurrentLeaderEpoch;
        _topicId = asked.TopicId;
        _position = new LogPosition(asked.LastFetchedEpoch, asked.FetchOffset);
        _maxBytes = Math.Max(1, asked.PartitionMaxBytes);
        _toldHighWatermark = asked.HighWatermark;
        _toldLogStart = asked.LogStartOffset;
        _deletedBefore = asked.DeletedBefore;
        _isSound = asked.ReplicaDirectoryId != Guid.Empty && Epoch >= 0 && _position.Offset >= 0 && _position.Epoch >= 0 && _position.Epoch <= Epoch;
        Waits = true;
        _wasLookedAt = false;
    }

    /// <summary>What there is to answer, or null: nothing yet.</summary>
    /// <param name="budget">Bytes that the answer may still take.</param>
    /// <param name="isFirst">Whether nothing is in the answer yet: then one entry comes whatever its size.</param>
    /// <param name="tellsBounds">Whether a moved high watermark is worth an answer of its own.</param>
    /// <param name="effects">What the acknowledgement leads to.</param>
    public FollowedPlace? Look(int budget, bool isFirst, bool tellsBounds, out ReplicaEffects? effects)
    {
        effects = null;
        if (!_isSound) return new FollowedPlace(Partition, ErrorCode.InvalidRequest);
        if (Replica is not { } replica) return new FollowedPlace(Partition, ErrorCode.UnknownTopicOrPartition);
        if (replica.ServiceError is var service and not ErrorCode.None) return new FollowedPlace(Partition, service);
        if (replica.TopicId != _topicId) return new FollowedPlace(Partition, ErrorCode.InconsistentTopicId);
        // Only the first look is a heartbeat: later ones come from what happens here.
        bool isParked = _wasLookedAt;
        _wasLookedAt = true;
        NoteLogStart(replica);
        FetchVerdict verdict = replica.OnFetch(new QuorumFetchRequest(Follower, Epoch, _position), isParked, out effects);
        var place = new FollowedPlace(Partition, QuorumErrors.ToCode(verdict.Error), verdict.LeaderId, verdict.Epoch);
        if (verdict.Kind == FetchVerdictKind.Refused) return place.Error == ErrorCode.None ? new FollowedPlace(Partition, ErrorCode.NotLeaderOrFollower, verdict.LeaderId, verdict.Epoch) : place;
        try
        {
            place.HighWatermark = replica.CommittedOffset;
            place.LogStartOffset = replica.Log.LogStartOffset;
            if (verdict.Kind == FetchVerdictKind.Start) return place.Begin(verdict.Position);
            if (verdict.Kind == FetchVerdictKind.Diverging) return place.Part(verdict.Position);
            ReplicaRead read = replica.Log.ReadEntries(_position, isFirst ? _maxBytes : Math.Min(_maxBytes, budget), verdict.Position);
            if (read.Kind == ReplicaReadKind.Start) return place.Begin(read.Position);
            if (read.Kind == ReplicaReadKind.Diverging) return place.Part(read.Position);
            // The first answer in an epoch says that this node leads it, which its follower may only guess so far.
            // A DeleteRecords request waits until the followers know the new start. A follower that lags gets it again with the other bounds.
            bool isDeleted = place.LogStartOffset > Math.Max(_toldLogStart, _offeredLogStart);
            bool tells = _isFirst || isDeleted || ((tellsBounds || TopicName.IsInternal(Partition.Topic)) && HasNews);
            _isFirst = false;
            if (read.IsEmpty && !tells) return null;
            _offeredLogStart = place.LogStartOffset;
            return place.With(read);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return new FollowedPlace(Partition, replica.ReadFailed(e));
        }
    }

    /// <summary>Tells the replica, once for each change, where the follower's log begins.</summary>
    private void NoteLogStart(Replica replica)
    {
        if (_noted == (replica, Follower, _toldLogStart) && _deletedBefore <= replica.Log.LogStartOffset) return;
        _noted = (replica, Follower, _toldLogStart);
        replica.NoteLogStart(Follower, _toldLogStart, _deletedBefore);
    }
}
