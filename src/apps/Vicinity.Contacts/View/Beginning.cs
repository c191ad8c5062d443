namespace Vicinity.Contacts;

/// <summary>
/// When a simulation began, as the times at which its people were first heard of tell it: the earliest of those that follow each other within a day and have the median among them.
/// So it does not depend on the order in which people are heard of, and a clock that is far behind the others does not move it as long as at least half are right. Not thread-safe.
/// </summary>
internal sealed class Beginning
{
    private const long GapMs = 24 * 3600 * 1000;

    private readonly SortedDictionary<long, int> _times = [];
    private long? _found;
    private int _count;

    /// <summary>Somebody of whom nothing was heard, or nothing so early, was heard of at a time, in Unix milliseconds.</summary>
    /// <param name="before">The earliest time until now; <see cref="long.MaxValue"/> for none.</param>
    /// <param name="time">The time.</param>
    public void Replace(long before, long time)
    {
        Remove(before);
        _times[time] = _times.GetValueOrDefault(time) + 1;
        _count++;
        _found = null;
    }

    /// <summary>Somebody who was first heard of at a time does not count any more; <see cref="long.MaxValue"/> is nobody.</summary>
    public void Remove(long time)
    {
        if (!_times.TryGetValue(time, out int count)) return;
        if (count > 1) _times[time] = count - 1;
        else _times.Remove(time);
        _count--;
        _found = null;
    }

    /// <summary>The beginning, in Unix milliseconds; null where nobody was heard of. The work of the first call after a change grows with the times, others cost nothing.</summary>
    public long? Find()
    {
        if (_found is not null || _count == 0) return _found;
        int seen = 0;
        long first = 0, last = 0;
        foreach ((long time, int count) in _times)
        {
            // Beyond the median nobody changes it; of two that are far apart the later one is right.
            if (seen * 2L > _count) break;
            if (seen == 0 || time - last > GapMs) first = time;
            (last, seen) = (time, seen + count);
        }
        return _found = first;
    }
}
