using System.Diagnostics;
using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// What the leader of one epoch knows of the other replicas: the acknowledged positions of voters (rule H1) and of observers, and when each
/// fetched last. Begins empty with each epoch (rule L1).
/// </summary>
internal sealed class ProgressTable
{
    /// <summary>Observers that are remembered; beyond them the one that is silent for the longest time is forgotten.</summary>
    public const int MaxObservers = 32;

    private readonly IReadOnlyList<Voter> _voters;
    private readonly int _self;
    private readonly LogPosition[] _acknowledged;
    private readonly Entry[] _entries;
    private readonly List<Entry> _observers = [];

    public ProgressTable(IReadOnlyList<Voter> voters, Voter self)
    {
        _voters = voters;
        _self = VoterSet.IndexOf(voters, self);
        _acknowledged = new LogPosition[voters.Count];
        _entries = new Entry[voters.Count];
        for (int i = 0; i < voters.Count; i++)
        {
            _acknowledged[i] = CommitRule.Nothing;
            _entries[i] = new Entry(voters[i]);
        }
    }

    /// <summary>Acknowledged positions by voter, <see cref="CommitRule.Nothing"/> where there is none.</summary>
    public ReadOnlySpan<LogPosition> Acknowledged => _acknowledged;

    /// <summary>The leader's own copy counts up to here (rule D3).</summary>
    public void SetOwn(LogPosition synced)
    {
        if (_self >= 0 && synced > _acknowledged[_self]) _acknowledged[_self] = synced;
    }

    /// <summary>A Fetch: notes the acknowledgement (rule L3) and whether the replica keeps up.</summary>
    /// <param name="replica">The replica that fetches.</param>
    /// <param name="position">What it has on disk.</param>
    /// <param name="limit">Up to where it may read now.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    public void Acknowledge(Voter replica, LogPosition position, LogPosition limit, long now)
    {
        int voter = VoterSet.IndexOf(_voters, replica);
        Entry entry = voter >= 0 ? _entries[voter] : FindObserver(replica) ?? AddObserver(replica);
        entry.Fetched(position, limit, now);
        if (voter >= 0) _acknowledged[voter] = entry.Acknowledged;
    }

    /// <summary>A Fetch that acknowledges nothing, because its position is not in our log: a heartbeat all the same (rule L4).</summary>
    public void Heard(Voter replica, long now)
    {
        if (Find(replica) is { } entry) entry.Heard(now);
    }

    /// <summary>A replica goes on waiting with the Fetch that it has sent; nothing happens when it has sent none in this epoch, or was heard since.</summary>
    public void StillWaits(Voter replica, LogPosition limit, long at)
    {
        if (Find(replica) is not { HasFetched: true } entry || at <= entry.LastFetchMs) return;
        if (entry.HasAcknowledged) entry.Fetched(entry.Acknowledged, limit, at);
        else entry.Heard(at);
    }

    public bool HasFetched(Voter replica) => Find(replica) is { HasFetched: true };

    /// <summary>Whether a newcomer has acknowledged the high watermark and lacks less than one Fetch (rule V2).</summary>
    public bool IsCaughtUp(Voter replica, long highWatermark, long since) =>
        Find(replica) is { HasAcknowledged: true } entry && entry.Acknowledged.Offset >= highWatermark && entry.LastCaughtUpMs >= since;

    /// <summary>
    /// Since when a majority of the voters has not been heard together: the time of the latest moment at which enough of them, the leader
    /// included, had fetched at that time or later (rule L4).
    /// </summary>
    /// <param name="start">When the epoch began here; no replica counts as silent from before.</param>
    public long LastMajority(long start)
    {
        int others = VoterSet.Majority(_voters.Count) - 1;
        if (others == 0) return long.MaxValue;
        long best = start;
        for (int i = 0; i < _entries.Length; i++)
        {
            long at = _entries[i].LastFetchMs;
            if (i == _self || at <= best) continue;
            int heard = 0;
            for (int j = 0; j < _entries.Length; j++)
            {
                if (j != _self && _entries[j].LastFetchMs >= at) heard++;
            }
            if (heard >= others) best = at;
        }
        return best;
    }

    /// <summary>Voters that have fetched, the most advanced first; a preferred one that has everything before all (EndQuorumEpoch).</summary>
    public IReadOnlyList<Voter> Successors(Voter? preferred, LogPosition logEnd) =>
        [.. _entries.Where((e, i) => i != _self && e.HasAcknowledged)
            .OrderByDescending(e => e.Replica == preferred && e.Acknowledged >= logEnd)
            .ThenByDescending(e => e.Acknowledged)
            .ThenByDescending(e => e.LastFetchMs)
            .Select(e => e.Replica)];

    /// <summary>A copy for the eye: voters without the leader, then observers.</summary>
    public IReadOnlyList<ReplicaProgress> ToList() =>
        [.. _entries.Where((_, i) => i != _self).Select(e => e.ToProgress(true)), .. _observers.Select(e => e.ToProgress(false))];

    /// <summary>Acknowledged positions of observers; only a planted fault asks.</summary>
    public IEnumerable<LogPosition> OfObservers => _observers.Select(e => e.Acknowledged);

    private Entry? Find(Voter replica)
    {
        int voter = VoterSet.IndexOf(_voters, replica);
        return voter >= 0 ? _entries[voter] : FindObserver(replica);
    }

    private Entry? FindObserver(Voter replica)
    {
        foreach (Entry entry in _observers)
        {
            if (entry.Replica == replica) return entry;
        }
        return null;
    }

    private Entry AddObserver(Voter replica)
    {
        if (_observers.Count == MaxObservers) _observers.Remove(_observers.MinBy(e => e.LastFetchMs)!);
        Entry entry = new(replica);
        _observers.Add(entry);
        return entry;
    }

    [DebuggerDisplay("{Replica} {Acknowledged}")]
    private sealed class Entry(Voter replica)
    {
        private LogPosition _limitAtLastFetch = CommitRule.Nothing;

        public Voter Replica => replica;

        public LogPosition Acknowledged { get; private set; } = CommitRule.Nothing;

        public long LastFetchMs { get; private set; } = -1;

        public long LastCaughtUpMs { get; private set; } = -1;

        public bool HasFetched => LastFetchMs >= 0;

        public bool HasAcknowledged => Acknowledged != CommitRule.Nothing;

        public void Heard(long now) => LastFetchMs = now;

        public void Fetched(LogPosition position, LogPosition limit, long now)
        {
            if (position > Acknowledged) Acknowledged = position;
            if (Acknowledged >= limit) LastCaughtUpMs = now;
            else if (_limitAtLastFetch != CommitRule.Nothing && Acknowledged >= _limitAtLastFetch) LastCaughtUpMs = Math.Max(LastCaughtUpMs, LastFetchMs);
            _limitAtLastFetch = limit;
            LastFetchMs = now;
        }

        public ReplicaProgress ToProgress(bool isVoter) => new(replica, isVoter, HasAcknowledged ? Acknowledged : null, LastFetchMs, LastCaughtUpMs);
    }
}
