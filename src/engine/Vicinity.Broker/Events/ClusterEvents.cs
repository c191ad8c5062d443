using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// The latest events of this node, for people who watch the cluster: a ring of bounded size; the oldest make room. Recording is quick and never fails, so
/// that it may stand anywhere, also under a lock. Thread-safe.
/// </summary>
internal sealed class ClusterEvents(TimeProvider time, int capacity = ClusterEvents.DefaultCapacity)
{
    /// <summary>Events kept unless said otherwise: an election of every partition of a large node, and some history.</summary>
    public const int DefaultCapacity = 8192;

    private const int MaxDetail = 200;
    private const int MaxRefusing = 1024;
    private static readonly TimeSpan s_refusalPause = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Queue<ClusterEvent> _kept = new();
    private readonly Dictionary<(string?, int), long> _refusing = [];
    private long _next;

    /// <summary>Made at the start, so that a watcher notices that sequence numbers started again from 0.</summary>
    public Guid RunId { get; } = Guid.NewGuid();

    /// <summary>
    /// Records an event; sequence number and, unless it has one, the time are put in here. A partition that refuses write after write is recorded once in five
    /// seconds.
    /// </summary>
    public void Record(ClusterEvent what)
    {
        lock (_gate)
        {
            if (what.Kind == ClusterEventKind.WriteRefused && IsRepeated(what)) return;
            if (_kept.Count >= capacity) _kept.Dequeue();
            _kept.Enqueue(what with
            {
                Sequence = _next++,
                Time = what.Time == default ? time.GetUtcNow() : what.Time,
                Detail = what.Detail is { Length: > MaxDetail } detail ? detail[..MaxDetail] : what.Detail,
            });
        }
    }

    /// <summary>The oldest kept events from a sequence number on, at most so many, and the number to ask from the next time.</summary>
    public (IReadOnlyList<ClusterEvent> Events, long Next) From(long sequence, int most)
    {
        lock (_gate)
        {
            long oldest = _next - _kept.Count;
            long first = Math.Clamp(sequence, oldest, _next);
            ClusterEvent[] events = [.. _kept.Skip((int)(first - oldest)).Take(Math.Max(0, most))];
            return (events, first + events.Length);
        }
    }

    private bool IsRepeated(ClusterEvent what)
    {
        long now = time.GetTimestamp();
        (string?, int) partition = (what.Topic, what.Partition);
        if (_refusing.TryGetValue(partition, out long last) && time.GetElapsedTime(last, now) < s_refusalPause) return true;
        if (_refusing.Count >= MaxRefusing) _refusing.Clear();
        _refusing[partition] = now;
        return false;
    }
}
