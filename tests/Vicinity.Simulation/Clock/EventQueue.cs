namespace Vicinity.Simulation;

/// <summary>
/// What happens next, by (due, sequence): of two events due at the same time, the one that was added first comes first. That makes a run the same
/// on every machine, which the framework's own priority queue does not promise. Not thread-safe.
/// </summary>
internal sealed class EventQueue
{
    private (long Due, long Sequence, Action Run)[] _heap = new (long, long, Action)[256];
    private long _sequence;

    /// <summary>How many events wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="dueUs">Virtual time, in microseconds.</param>
    /// <param name="run">What happens.</param>
    public void Add(long dueUs, Action run)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        (long Due, long Sequence, Action Run) item = (dueUs, _sequence++, run);
        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!Before(item, _heap[parent])) break;
            _heap[at] = _heap[parent];
            at = parent;
        }
        _heap[at] = item;
    }

    /// <summary>Takes the next event; false when none is left.</summary>
    public bool TryTake(out long dueUs, out Action run)
    {
        if (Count == 0)
        {
            dueUs = 0;
            run = static () => { };
            return false;
        }
        (dueUs, _, run) = _heap[0];
        (long Due, long Sequence, Action Run) last = _heap[--Count];
        _heap[Count] = default;
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= Count) break;
            if (child + 1 < Count && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], last)) break;
            _heap[at] = _heap[child];
            at = child;
        }
        if (Count > 0) _heap[at] = last;
        return true;
    }

    private static bool Before(in (long Due, long Sequence, Action Run) left, in (long Due, long Sequence, Action Run) right) =>
        left.Due != right.Due ? left.Due < right.Due : left.Sequence < right.Sequence;
}
