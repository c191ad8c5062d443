namespace Vicinity.Contacts;

/// <summary>A set of ticks as ranges that neither overlap nor touch, in order. Not thread-safe.</summary>
internal sealed class TickRanges
{
    private readonly List<(long From, long To)> _ranges = new(1);

    /// <summary>A set of one range; both ends belong to it.</summary>
    public static TickRanges Of(long from, long to)
    {
        var ranges = new TickRanges();
        ranges._ranges.Add((from, to));
        return ranges;
    }

    /// <summary>Whether all ticks of a range are in the set.</summary>
    public bool Has(long from, long to)
    {
        int at = FirstThatEndsAtOrAfter(from);
        return at < _ranges.Count && _ranges[at].From <= from && _ranges[at].To >= to;
    }

    /// <summary>Adds a range.</summary>
    public void Add(long from, long to)
    {
        int at = FirstThatEndsAtOrAfter(from - 1), end = at;
        while (end < _ranges.Count && _ranges[end].From <= to + 1)
        {
            (from, to) = (Math.Min(from, _ranges[end].From), Math.Max(to, _ranges[end].To));
            end++;
        }
        _ranges.RemoveRange(at, end - at);
        _ranges.Insert(at, (from, to));
    }

    private int FirstThatEndsAtOrAfter(long tick)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].To < tick) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
