using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using FetchRequest = Vicinity.Protocol.FetchRequest;

namespace Vicinity.Broker;

/// <summary>
/// The serving side of a fetch session: what one other node follows here, over one connection. A request without news is kept until some partition
/// has entries, until the next request comes, or until its wait is over. A partition that was answered is looked at again only when it is asked
/// for again, since each Fetch acknowledges. Thread-safe; never calls out under its lock.
/// </summary>
internal sealed class LeaderSession : IReplicaFollower, IDisposable
{
    private const int MostWaitMs = 500;

    // A log start that moved has no counter as high watermarks have, and no hurry.
    private const int LookEveryMs = 1000;
    private static int s_lastId;

    private readonly Lock _gate = new();
    private readonly ReplicaStore _store;
    private readonly Dictionary<TopicPartition, Followed> _followed = [];
    private readonly Queue<Followed> _ready = new();
    private readonly Timer _timer;
    private readonly List<(Replica Replica, ReplicaEffects? Effects)> _effects = [];
    private FetchAnswer? _parked;
    private int _maxBytes;
    private int _epoch;
    private long _askedAtMs;
    private long _lookedAtMs;
    private long _rises;
    private bool _disposed;

    public LeaderSession(ReplicaStore store)
    {
        _store = store;
        Id = Interlocked.Increment(ref s_lastId) & int.MaxValue;
        _timer = new Timer(static session => ((LeaderSession)session!).WaitIsOver(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>The number that incremental requests name; never 0.</summary>
    public int Id { get; }

    /// <summary>Serves a request; the answer is completed now or later.</summary>
    public void Handle(FetchRequest request, FetchAnswer answer, int maxBytes)
    {
        FetchAnswer? ended;
        List<FetchPlace>? places = null;
        ErrorCode error = ErrorCode.None;
        lock (_gate)
        {
            ended = _parked;
            _parked = null;
            bool isFull = request.SessionEpoch == 0;
            if (!isFull && (request.SessionId != Id || request.SessionEpoch != _epoch)) error = request.SessionId != Id ? ErrorCode.FetchSessionIdNotFound : ErrorCode.InvalidFetchSessionEpoch;
            else if (_disposed) error = ErrorCode.FetchSessionIdNotFound;
            if (error == ErrorCode.None)
            {
                if (isFull) ForgetAll();
                _epoch = isFull ? 1 : _epoch == int.MaxValue ? 1 : _epoch + 1;
                _maxBytes = maxBytes;
                Apply(request);
                _askedAtMs = ReplicaContext.NowMs;
                places = Collect();
                if (places.Count == 0 && request.MaxWaitMs > 0)
                {
                    places = null;
                    _parked = answer;
                    _timer.Change(Math.Clamp(request.MaxWaitMs, 1, MostWaitMs), Timeout.Infinite);
                }
            }
        }

        ended?.Complete(Id, ErrorCode.None, []);
        if (error != ErrorCode.None) answer.Complete(0, error, []);
        else if (places is not null) answer.Complete(Id, ErrorCode.None, places);
        Dispatch();
    }

    public void ReplicaMoved(Replica replica)
    {
        FetchAnswer? answer = null;
        List<FetchPlace> places;
        lock (_gate)
        {
            if (!_followed.TryGetValue(replica.Partition, out Followed? followed) || followed.Replica != replica || !followed.Waits) return;
            MakeReady(followed);
            if (_parked is null) return;
            places = Collect();
            if (places.Count > 0) (answer, _parked) = (_parked, null);
        }

        answer?.Complete(Id, ErrorCode.None, places);
        Dispatch();
    }

    public FollowerHeartbeat? LastHeartbeat(Replica replica)
    {
        lock (_gate) return _followed.TryGetValue(replica.Partition, out Followed? followed) && followed.Replica == replica ? HeartbeatOf(followed) : null;
    }

    /// <summary>Answers a request that is kept, with what there is.</summary>
    public void WaitIsOver()
    {
        FetchAnswer answer;
        List<FetchPlace> places;
        lock (_gate)
        {
            if (_parked is null) return;
            answer = _parked;
            _parked = null;
            LookForNews();
            places = Collect(tellsBounds: true);
        }

        answer.Complete(Id, ErrorCode.None, places);
        Dispatch();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _parked = null;
            ForgetAll();
        }

        _timer.Dispose();
    }

    private void Apply(FetchRequest request)
    {
        foreach (FetchRequestForgottenTopic topic in request.ForgottenTopicsData)
        {
            foreach (int partition in topic.Partitions) Forget(new TopicPartition(topic.Topic, partition));
        }

        foreach (FetchRequestTopic topic in request.Topics)
        {
            foreach (FetchRequestPartition asked in topic.Partitions)
            {
                var partition = new TopicPartition(topic.Topic, asked.Partition);
                if (!_followed.TryGetValue(partition, out Followed? followed)) _followed[partition] = followed = new Followed(partition);
                followed.Asked(request.ReplicaId, asked);
                if (_store.Find(partition) is var replica && replica != followed.Replica)
                {
                    followed.Replica?.RemoveFollower(this);
                    followed.Replica = replica;
                    replica?.AddFollower(this);
                }

                // What rose before it asked again is news to it all the same.
                if (followed.HasNews) _rises = -1;

                MakeReady(followed);
            }
        }
    }

    private void LookForNews()
    {
        long now = ReplicaContext.NowMs;
        long rises = _store.Rises;
        if (rises == _rises && now - _lookedAtMs < LookEveryMs) return;
        _rises = rises;
        _lookedAtMs = now;
        foreach (Followed followed in _followed.Values)
        {
            if (followed.Waits && followed.HasNews) MakeReady(followed);
        }
    }

    private void MakeReady(Followed followed)
    {
        if (followed.IsReady) return;
        followed.IsReady = true;
        _ready.Enqueue(followed);
    }

    /// <summary>What there is to answer for the partitions that may have news, within the bound of one answer; the rest keeps its turn.</summary>
    private List<FetchPlace> Collect(bool tellsBounds = false)
    {
        var places = new List<FetchPlace>();
        int left = _maxBytes;
        while (left > 0 && _ready.TryDequeue(out Followed? followed))
        {
            followed.IsReady = false;
            if (!followed.Waits) continue;
            FollowedPlace? place = followed.Look(left, places.Count == 0, tellsBounds, out ReplicaEffects? effects);
            if (followed.Replica is { } replica) _effects.Add((replica, effects));
            if (place is null) continue;
            followed.Waits = false;
            if (place.Error != ErrorCode.None) Forget(followed.Partition);
            left -= place.RecordsLength;
            places.Add(place);
        }

        // Partitions of one topic stand together in an answer.
        if (places.Count > 2) places.Sort((a, b) => string.CompareOrdinal(a.Topic, b.Topic));
        return places;
    }

    private FollowerHeartbeat HeartbeatOf(Followed followed) => new(followed.Follower, followed.Epoch, _askedAtMs);

    private void ForgetAll()
    {
        foreach (Followed followed in _followed.Values) Drop(followed);
        _followed.Clear();
        _ready.Clear();
    }

    private void Forget(TopicPartition partition)
    {
        if (_followed.Remove(partition, out Followed? followed)) Drop(followed);
    }

    private void Drop(Followed followed)
    {
        followed.Waits = false;
        if (followed.Replica is not { } replica) return;
        replica.RemoveFollower(this);
        // What the session remembers of it ends here.
        replica.ReplicaAlive(HeartbeatOf(followed));
    }

    private void Dispatch()
    {
        (Replica Replica, ReplicaEffects? Effects)[] effects;
        lock (_gate)
        {
            if (_effects.Count == 0) return;
            effects = [.. _effects];
            _effects.Clear();
        }

        foreach ((Replica replica, ReplicaEffects? effect) in effects) replica.Dispatch(effect);
    }
}
