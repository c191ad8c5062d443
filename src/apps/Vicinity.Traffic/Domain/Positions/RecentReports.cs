namespace Vicinity.Traffic;

/// <summary>When each vehicle last reported to this process. Bounded: the oldest half goes when there are too many. Thread-safe.</summary>
public sealed class RecentReports
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _times = new(StringComparer.Ordinal);
    private readonly int _max;

    /// <summary>Remembers at most <paramref name="max"/> vehicles.</summary>
    public RecentReports(int max = 200_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 2);
        _max = max;
    }

    /// <summary>Notes that a vehicle has reported.</summary>
    public void Note(string vehicle, long now)
    {
        lock (_lock)
        {
            if (_times.Count >= _max && !_times.ContainsKey(vehicle)) DropOldestHalf();
            _times[vehicle] = now;
        }
    }

    /// <summary>When the vehicle last reported, Unix milliseconds; null when it did not, or long ago.</summary>
    public long? Last(string vehicle)
    {
        lock (_lock) return _times.TryGetValue(vehicle, out long time) ? time : null;
    }

    private void DropOldestHalf()
    {
        foreach (string vehicle in _times.OrderBy(t => t.Value).Take(_times.Count / 2 + 1).Select(t => t.Key).ToArray()) _times.Remove(vehicle);
    }
}
