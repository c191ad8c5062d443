using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>
/// Makes one story of what many nodes tell and the watcher sees itself: the same event told by several is one entry, elections stand with the loss that caused
/// them, and many alike at one time are one sentence. Pure: times come with the events. Keeps the latest entries. Not thread-safe.
/// </summary>
public sealed class Timeline
{
    /// <summary>Entries kept.</summary>
    public const int MostEntries = 500;

    internal const int MostElections = 20_000;
    private static readonly TimeSpan s_sameEvent = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_sameGroup = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_causeBefore = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_causeAfter = TimeSpan.FromSeconds(3);
    private readonly List<EntryUnderWay> _entries = [];
    private readonly Dictionary<(string?, int, int), EntryUnderWay> _elections = [];
    private readonly HashSet<(string?, int, int)> _measured = [];
    private long _nextId;
    private long _change;

    /// <summary>The latest change of any entry.</summary>
    public long Change => _change;

    /// <summary>Entries changed after a number, by time. Who asks from the beginning is not told of those that are gone.</summary>
    public IReadOnlyList<TimelineEntry> Since(long change) =>
        [.. _entries.Where(e => e.Change > change && (change > 0 || !e.IsGone)).OrderBy(e => e.Subject.Time).Select(e => e.Show())];

    /// <summary>Takes an event; its time must be in the watcher's clock. Events that are known already change nothing but what they add.</summary>
    public void Take(ClusterEvent what)
    {
        switch (what.Kind)
        {
            case ClusterEventKind.NodeLost:
                TakeLost(what);
                break;
            case ClusterEventKind.NodeStarted or ClusterEventKind.NodeJoined or ClusterEventKind.NodeBack:
                TakeArrival(what);
                break;
            case ClusterEventKind.LeaderElected:
                TakeElection(what);
                break;
            default:
                TakeOther(what);
                break;
        }
    }

    /// <summary>Says how many acknowledged records an election lost, as measured at the new leader. The first word counts.</summary>
    public void Measured(TopicPartition partition, int epoch, long lost)
    {
        (string?, int, int) key = (partition.Topic, partition.Partition, epoch);
        if (!_elections.TryGetValue(key, out EntryUnderWay? entry) || !_measured.Add(key)) return;
        entry.AddLost(lost);
        Touch(entry);
    }

    private void TakeLost(ClusterEvent what)
    {
        if (FindSame(what, IsLoss, IsArrival) is { } known)
        {
            if (known.Subject.Detail is null && what.Detail is not null) Renew(known, known.Subject with { Detail = what.Detail });
            if (what.Time < known.Subject.Time) Renew(known, known.Subject with { Time = what.Time });
            return;
        }

        EntryUnderWay entry = Begin(what);
        foreach (EntryUnderWay group in _entries.Where(e => e != entry && e.Kind == ClusterEventKind.LeaderElected && e.Parts.Exists(p => IsCausedBy(p, what))).ToArray()) Adopt(entry, group);
    }

    private void TakeArrival(ClusterEvent what)
    {
        if (FindSame(what, IsArrival, IsLoss) is not { } known) Begin(what);
        else if (Weight(what.Kind) > Weight(known.Kind)) Renew(known, what with { Time = known.Subject.Time });
        else if (what.Kind == known.Kind && known.Subject.Duration is null && what.Duration is not null) Renew(known, known.Subject with { Duration = what.Duration });
    }

    private void TakeElection(ClusterEvent what)
    {
        (string?, int, int) key = (what.Topic, what.Partition, what.Epoch);
        if (_elections.TryGetValue(key, out EntryUnderWay? holder))
        {
            int index = holder.Parts.FindIndex(p => IsSameElection(p, what));
            if (index < 0 || holder.Parts[index].Duration is not null || what.Duration is null) return;
            holder.Parts[index] = what with { OtherNodeId = what.OtherNodeId >= 0 ? what.OtherNodeId : holder.Parts[index].OtherNodeId };
            Touch(holder);
            return;
        }

        EntryUnderWay entry = _entries.FindLast(e => e.Kind == ClusterEventKind.NodeLost && IsCausedBy(what, e.Subject) && !WasBackBefore(e.Subject, what))
            ?? _entries.FindLast(e => e.Kind == ClusterEventKind.TopicCreated && e.Subject.Topic == what.Topic && (what.Time - e.Subject.Time).Duration() < s_causeAfter)
            ?? _entries.FindLast(e => e.Kind == ClusterEventKind.LeaderElected && !e.IsGone && IsNear(e, what))
            ?? Begin(what);
        entry.Add(what);
        if (_elections.Count >= MostElections) Forget(_entries.Where(e => e != entry).MinBy(e => e.Subject.Time));
        _elections[key] = entry;
        Touch(entry);
    }

    private void TakeOther(ClusterEvent what)
    {
        bool IsSame(ClusterEvent e) =>
            e.Kind == what.Kind && e.NodeId == what.NodeId && e.Topic == what.Topic && e.Partition == what.Partition && e.Epoch == what.Epoch && (e.Time - what.Time).Duration() < s_sameEvent;
        if (_entries.Exists(e => e.Kind == what.Kind && (IsSame(e.Subject) || e.Parts.Exists(IsSame)))) return;
        EntryUnderWay entry = _entries.FindLast(e => e.Kind == what.Kind && e.Parts.Count > 0 && IsNear(e, what)) ?? Begin(what);
        if (what.Topic is not null) entry.Add(what);
        Touch(entry);
    }

    private static bool IsLoss(ClusterEventKind kind) => kind == ClusterEventKind.NodeLost;

    private static bool IsArrival(ClusterEventKind kind) => Weight(kind) > 0;

    private static int Weight(ClusterEventKind kind) => kind switch
    {
        ClusterEventKind.NodeStarted => 1,
        ClusterEventKind.NodeBack => 2,
        ClusterEventKind.NodeJoined => 3,
        _ => 0,
    };

    private static bool IsSameElection(ClusterEvent a, ClusterEvent b) =>
        a.Kind == ClusterEventKind.LeaderElected && a.Partition == b.Partition && a.Epoch == b.Epoch && a.Topic == b.Topic && a.NodeId == b.NodeId;

    private static bool IsCausedBy(ClusterEvent election, ClusterEvent loss) =>
        election.Kind == ClusterEventKind.LeaderElected && election.OtherNodeId >= 0 && election.OtherNodeId == loss.NodeId
        && election.Time > loss.Time - s_causeAfter && election.Time < loss.Time + s_causeBefore;

    /// <summary>Whether the lost node was there again when the partition lost its leader: then something else was the cause.</summary>
    private bool WasBackBefore(ClusterEvent loss, ClusterEvent election) => _entries.Exists(e =>
        IsArrival(e.Kind) && e.Subject.NodeId == loss.NodeId && e.Subject.Time > loss.Time && e.Subject.Time < election.Time - (election.Duration ?? TimeSpan.Zero));

    private static bool IsNear(EntryUnderWay entry, ClusterEvent what) => what.Time > entry.Subject.Time - s_sameGroup && what.Time < entry.Last + s_sameGroup;

    /// <summary>The entry of the same node that means the same: near in time, and nothing to the contrary between.</summary>
    private EntryUnderWay? FindSame(ClusterEvent what, Func<ClusterEventKind, bool> alike, Func<ClusterEventKind, bool> contrary)
    {
        foreach (EntryUnderWay entry in _entries.Where(e => alike(e.Kind) && e.Subject.NodeId == what.NodeId).OrderBy(e => (e.Subject.Time - what.Time).Duration()))
        {
            if ((entry.Subject.Time - what.Time).Duration() > s_sameEvent) return null;
            DateTimeOffset from = entry.Subject.Time < what.Time ? entry.Subject.Time : what.Time;
            DateTimeOffset to = entry.Subject.Time < what.Time ? what.Time : entry.Subject.Time;
            if (!_entries.Exists(e => contrary(e.Kind) && e.Subject.NodeId == what.NodeId && e.Subject.Time > from && e.Subject.Time < to)) return entry;
        }

        return null;
    }

    /// <summary>Elections that were seen before the loss that caused them move to it.</summary>
    private void Adopt(EntryUnderWay entry, EntryUnderWay group)
    {
        foreach (ClusterEvent part in group.Parts.Where(p => IsCausedBy(p, entry.Subject)).ToArray())
        {
            group.Parts.Remove(part);
            entry.Add(part);
            (string?, int, int) key = (part.Topic, part.Partition, part.Epoch);
            _elections[key] = entry;
        }

        if (group.Parts.Count > 0) group.Replace(group.Parts[0]);
        else if (group.Lost is { } lost) entry.AddLost(lost);
        Touch(group);
        Touch(entry);
    }

    private EntryUnderWay Begin(ClusterEvent what)
    {
        var entry = new EntryUnderWay(_nextId++, what);
        _entries.Add(entry);
        if (_entries.Count > MostEntries)
        {
            EntryUnderWay oldest = _entries.MinBy(e => e.Subject.Time)!;
            _entries.Remove(oldest);
            Forget(oldest);
        }

        Touch(entry);
        return entry;
    }

    private void Forget(EntryUnderWay? entry)
    {
        if (entry is null) return;
        foreach (ClusterEvent part in entry.Parts)
        {
            (string?, int, int) key = (part.Topic, part.Partition, part.Epoch);
            _elections.Remove(key);
            _measured.Remove(key);
        }
    }

    private void Renew(EntryUnderWay entry, ClusterEvent subject)
    {
        entry.Replace(subject);
        Touch(entry);
    }

    private void Touch(EntryUnderWay entry) => entry.Touch(++_change);
}
