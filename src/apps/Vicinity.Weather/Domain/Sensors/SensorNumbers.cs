namespace Vicinity.Weather;

/// <summary>
/// Which numbers of a sensor were seen, as ranges: the highest, and a bounded number of those below it, between which numbers are missing. Numbers in order cost
/// one comparison. Not thread-safe.
/// </summary>
public sealed class SensorNumbers
{
    /// <summary>Most ranges that are remembered; with more, the lowest is forgotten, and all numbers up to it.</summary>
    public const int MostRanges = 64;

    // The highest range; empty when its end lies before its beginning.
    private long _from, _to = -1;

    // Those below it, ascending, with a gap before each next one.
    private List<(long From, long To)>? _lower;

    /// <summary>The highest number that was seen; -1 for none.</summary>
    public long Highest => _to;

    /// <summary>Numbers up to this one are not told apart any more; -1 for none.</summary>
    public long Floor { get; private set; } = -1;

    /// <summary>Ranges that are remembered.</summary>
    public int Ranges => _to < _from ? 0 : 1 + (_lower?.Count ?? 0);

    /// <summary>Takes a number for seen, and says whether it was.</summary>
    public NumberFate Take(long number)
    {
        if (_to >= _from)
        {
            if (number - 1 == _to)
            {
                _to = number;
                return NumberFate.New;
            }
            if (number <= _to) return number >= _from ? NumberFate.Seen : TakeLower(number);
            (_lower ??= []).Add((_from, _to));
            Trim();
        }
        else if (number <= Floor) return NumberFate.Forgotten;
        (_from, _to) = (number, number);
        return NumberFate.New;
    }

    /// <summary>Writes it.</summary>
    internal void Write(ref CompactWriter writer)
    {
        writer.Number(Floor + 1);
        writer.Number(Ranges);
        long last = Floor;
        foreach ((long from, long to) in _lower ?? [])
        {
            writer.Number(from - last - 1);
            writer.Number(to - from);
            last = to;
        }
        if (_to < _from) return;
        writer.Number(_from - last - 1);
        writer.Number(_to - _from);
    }

    /// <summary>Reads one that was written.</summary>
    /// <exception cref="MessageException">It is none.</exception>
    internal static SensorNumbers Read(ref CompactReader reader)
    {
        var numbers = new SensorNumbers { Floor = reader.Number("floor of numbers", long.MaxValue) - 1 };
        int ranges = reader.Count("ranges of numbers", MostRanges, 2);
        long last = numbers.Floor;
        for (int i = 0; i < ranges; i++)
        {
            // Between two ranges at least one number is missing; below the first one, none needs to be.
            long gap = reader.Number("gap of numbers", long.MaxValue - last - 1);
            if (i > 0 && gap == 0) throw new MessageException(MessageProblem.WrongValue, "two ranges of numbers touch each other");
            long from = last + 1 + gap, to = from + reader.Number("range of numbers", long.MaxValue - from);
            if (i > 0) (numbers._lower ??= []).Add((numbers._from, numbers._to));
            (numbers._from, numbers._to, last) = (from, to, to);
            if (last == long.MaxValue && i < ranges - 1) throw new MessageException(MessageProblem.WrongValue, "a range of numbers follows the last number");
        }
        return numbers;
    }

    private NumberFate TakeLower(long number)
    {
        if (number <= Floor) return NumberFate.Forgotten;
        List<(long From, long To)> lower = _lower ??= [];
        int above = FirstAbove(lower, number);
        bool touchesBelow = above > 0 && lower[above - 1].To >= number - 1;
        if (touchesBelow && lower[above - 1].To >= number) return NumberFate.Seen;
        bool isLast = above == lower.Count;
        bool touchesAbove = (isLast ? _from : lower[above].From) == number + 1;
        if (touchesAbove)
        {
            long from = touchesBelow ? lower[above - 1].From : number;
            if (isLast) _from = from;
            else lower[above] = (from, lower[above].To);
            if (touchesBelow) lower.RemoveAt(above - 1);
        }
        else if (touchesBelow) lower[above - 1] = (lower[above - 1].From, number);
        else
        {
            lower.Insert(above, (number, number));
            Trim();
        }
        return NumberFate.New;
    }

    /// <summary>Index of the first range that begins above a number.</summary>
    private static int FirstAbove(List<(long From, long To)> lower, long number)
    {
        int low = 0, high = lower.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (lower[middle].From > number) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private void Trim()
    {
        if (_lower!.Count < MostRanges) return;
        Floor = _lower[0].To;
        _lower.RemoveAt(0);
    }
}
