namespace Vicinity.Contacts;

/// <summary>
/// The identifiers that a device has heard, and the search for those of published keys among them. Bounded: what is older than it keeps is forgotten, and where it is
/// full the oldest day makes room, or where there is none but the one that goes on, what comes is left out: a flood does not push out what was heard before it. A search derives the identifiers of each key and looks each up, so its work grows with the keys alone. Not thread-safe.
/// </summary>
public sealed class HeardIdentifiers
{
    private struct Entry
    {
        public int First;
        public int Last;
        public int Times;
        public int Near;
        public double Closest;
    }

    private readonly HeardBounds _bounds;
    private readonly SortedDictionary<int, Dictionary<UInt128, Entry>> _days = [];
    private int _count;

    /// <param name="bounds">How much it keeps and what counts.</param>
    /// <exception cref="ArgumentException">A bound is wrong.</exception>
    public HeardIdentifiers(HeardBounds? bounds = null)
    {
        _bounds = bounds ?? new HeardBounds();
        _bounds.Check();
    }

    /// <summary>Identifiers that are kept.</summary>
    public int Count => _count;

    /// <summary>Identifiers that made room, or found none, though they were not too old.</summary>
    public long Forgotten { get; private set; }

    /// <summary>An identifier was heard.</summary>
    /// <param name="identifier">Which.</param>
    /// <param name="interval">When.</param>
    /// <param name="distance">At which distance.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval or the distance is negative or no number.</exception>
    public void Hear(RollingIdentifier identifier, int interval, double distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(interval);
        if (!(distance >= 0)) throw new ArgumentOutOfRangeException(nameof(distance), distance, "a distance is a number from 0");
        int day = interval / ExposureIntervals.PerDay;
        if (!_days.TryGetValue(day, out Dictionary<UInt128, Entry>? heard))
        {
            Forget(interval);
            _days[day] = heard = [];
        }
        bool near = distance <= _bounds.Distance;
        if (heard.TryGetValue(identifier.Value, out Entry entry))
        {
            heard[identifier.Value] = new Entry
            {
                First = Math.Min(entry.First, interval),
                Last = Math.Max(entry.Last, interval),
                Times = entry.Times == int.MaxValue ? entry.Times : entry.Times + 1,
                Near = near && entry.Near < int.MaxValue ? entry.Near + 1 : entry.Near,
                Closest = Math.Min(entry.Closest, distance),
            };
            return;
        }
        if (_count == _bounds.Most && !MakeRoom(day)) return;
        heard[identifier.Value] = new Entry { First = interval, Last = interval, Times = 1, Near = near ? 1 : 0, Closest = distance };
        _count++;
    }

    /// <summary>Forgets what is older than is kept.</summary>
    /// <param name="now">The interval now.</param>
    public void Forget(int now)
    {
        while (_days.Count > 0 && _days.First() is var oldest && ((oldest.Key + 1L) * ExposureIntervals.PerDay) + _bounds.Intervals <= now)
        {
            _count -= oldest.Value.Count;
            _days.Remove(oldest.Key);
        }
    }

    /// <summary>
    /// The published keys of which identifiers were heard, in the order in which they were published. An identifier that was heard longer before or after its interval
    /// than clocks differ does not count: somebody played it back.
    /// </summary>
    /// <param name="keys">The keys; wrong ones are passed over.</param>
    /// <param name="cancel">Ends the search.</param>
    public IReadOnlyList<KeyMatch> Find(IEnumerable<ExposureKey> keys, CancellationToken cancel = default)
    {
        var found = new List<KeyMatch>();
        byte[] bytes = new byte[ExposureIntervals.PerDay * RollingIdentifier.Length];
        foreach (ExposureKey key in keys)
        {
            cancel.ThrowIfCancellationRequested();
            if (key.Problem is null && CouldHaveBeenHeard(key) && Match(key, bytes) is { } match) found.Add(match);
        }
        return found;
    }

    private bool CouldHaveBeenHeard(ExposureKey key)
    {
        long first = (key.RollingStart - (long)_bounds.Tolerance) / ExposureIntervals.PerDay, last = (key.RollingEnd + _bounds.Tolerance) / ExposureIntervals.PerDay;
        for (long day = first; day <= last; day++)
        {
            if (day is >= 0 and <= int.MaxValue && _days.ContainsKey((int)day)) return true;
        }
        return false;
    }

    private KeyMatch? Match(ExposureKey key, byte[] bytes)
    {
        KeySchedule.Identifiers(key, bytes);
        KeyMatch match = new(key, 0, 0, int.MaxValue, 0, double.MaxValue);
        for (int i = 0; i < key.RollingPeriod; i++)
        {
            UInt128 identifier = RollingIdentifier.From(bytes.AsSpan(i * RollingIdentifier.Length)).Value;
            long interval = key.RollingStart + i, from = Math.Max(0, interval - _bounds.Tolerance), to = interval + _bounds.Tolerance;
            for (long day = from / ExposureIntervals.PerDay; day <= to / ExposureIntervals.PerDay; day++)
            {
                if (!_days.TryGetValue((int)Math.Min(int.MaxValue, day), out Dictionary<UInt128, Entry>? heard) || !heard.TryGetValue(identifier, out Entry entry)) continue;
                if (entry.Last < from || entry.First > to) continue;
                match = new KeyMatch(key, match.Times + entry.Times, match.Near + entry.Near, Math.Min(match.First, entry.First), Math.Max(match.Last, entry.Last), Math.Min(match.Closest, entry.Closest));
            }
        }
        return match.Times > 0 ? match : null;
    }

    /// <summary>Forgets the oldest day that has any; false where that is the one that room is wanted for.</summary>
    private bool MakeRoom(int wanted)
    {
        (int day, Dictionary<UInt128, Entry> heard) = _days.First(d => d.Value.Count > 0);
        if (day >= wanted)
        {
            Forgotten++;
            return false;
        }
        _count -= heard.Count;
        Forgotten += heard.Count;
        return _days.Remove(day);
    }
}
