namespace Vicinity.Weather;

/// <summary>
/// The windows of the kept history as curves: of each window its newest revision. What comes twice changes nothing. Bounded: a curve forgets its oldest windows; where there
/// are too many windows of sensors, or of places, those that came first make room, so the newest are always there. Thread-safe.
/// </summary>
/// <param name="options">How far the history reaches.</param>
/// <param name="time">The clock.</param>
public sealed class WindowView(WeatherOptions options, TimeProvider time)
{
    /// <summary>Most windows of one curve.</summary>
    public const int MostOfSeries = 10_000;

    private const int MostOfSensors = 200_000;
    private const int MostOfPlaces = 100_000;
    private const int MostChanges = 8_192;

    private readonly Lock _gate = new();
    private readonly Dictionary<SeriesKey, List<Window>> _series = [];
    private readonly Window[] _changed = new Window[MostChanges];
    private readonly LatencyRing _latencies = new();
    private long _changes, _notKept, _windows, _corrections, _empty;
    private readonly Crowd _ofSensors = new(MostOfSensors), _ofPlaces = new(MostOfPlaces);

    /// <summary>Windows that came since the beginning of the kept history, corrections too.</summary>
    public long Windows => Interlocked.Read(ref _windows);

    /// <summary>Windows that took the place of an earlier revision.</summary>
    public long Corrections => Interlocked.Read(ref _corrections);

    /// <summary>Windows without a reading.</summary>
    public long Empty => Interlocked.Read(ref _empty);

    /// <summary>Windows of sensors and places that made room for newer ones before the kept history was over.</summary>
    public long NotKept => Interlocked.Read(ref _notKept);

    /// <summary>Number of the latest change.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Milliseconds from the end of a window until it was here, lately: the time that it waits for late readings is in it. Null before any came live.</summary>
    public LatencySummary? Latency
    {
        get
        {
            lock (_gate) return _latencies.Summary();
        }
    }

    /// <summary>Takes a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="isLive">Whether what the log kept before has been read: then it tells how long windows take.</param>
    /// <returns>False when it, or a newer revision of it, is there already, or it is older than the kept history or further ahead than any reading.</returns>
    public bool Take(Window window, bool isLive)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        // Whoever may write to the log writes what is read here.
        if (window.End < now - options.HistorySeconds * 1000L || window.Start > now + ReadingBounds.MostAheadMs || window.Name.Length > ReadingBounds.MostNameLength) return false;
        lock (_gate)
        {
            SeriesKey key = SeriesKey.Of(window);
            if (!_series.TryGetValue(key, out List<Window>? series)) _series.Add(key, series = []);
            int at = IndexOf(series, window.Start);
            if (at >= 0)
            {
                if (series[at].Revision >= window.Revision) return false;
                series[at] = window;
                Interlocked.Increment(ref _corrections);
            }
            else
            {
                if (series.Count >= MostOfSeries)
                {
                    // One that is older than all of a full curve would be the first to go.
                    if (~at == 0) return false;
                    series.RemoveAt(0);
                    CrowdOf(window.Scope)?.Count(-1);
                    at = ~(~at - 1);
                }
                series.Insert(~at, window);
                if (CrowdOf(window.Scope) is { } crowd)
                {
                    crowd.Came(key, window.Start);
                    while (crowd.IsOver) MakeRoom(crowd);
                }
                if (window.Count == 0) Interlocked.Increment(ref _empty);
            }
            Interlocked.Increment(ref _windows);
            _changed[_changes % MostChanges] = window;
            Interlocked.Increment(ref _changes);
            if (isLive && window is { Revision: 0, Scope: WindowScope.All, Count: > 0 }) _latencies.Add(now - window.End);
            return true;
        }
    }

    /// <summary>Windows that begin from a moment to before another, of the curves that are asked for, by start, quantity and name.</summary>
    /// <param name="quantity">The quantity; null for all.</param>
    /// <param name="scope">Over which sensors.</param>
    /// <param name="name">The place or sensor; null for all of the scope.</param>
    /// <param name="from">First moment, in Unix milliseconds.</param>
    /// <param name="before">The moment after the last.</param>
    /// <param name="after">The window behind which they begin; null for the first.</param>
    /// <param name="most">Most windows.</param>
    public IReadOnlyList<Window> Read(Quantity? quantity, WindowScope scope, string? name, long from, long before, WindowCursor? after, int most)
    {
        lock (_gate)
        {
            if (after is { } cursor) from = Math.Max(from, cursor.Start);
            var next = new PriorityQueue<(List<Window> Series, int Index), WindowCursor>(WindowCursor.Order);
            foreach (List<Window> series in SeriesOf(quantity, scope, name))
            {
                int at = IndexOf(series, from);
                if (at < 0) at = ~at;
                if (at < series.Count && after is { } told && WindowCursor.Order.Compare(WindowCursor.Of(series[at]), told) <= 0) at++;
                if (at < series.Count) next.Enqueue((series, at), WindowCursor.Of(series[at]));
            }
            var found = new List<Window>();
            while (found.Count < most && next.TryDequeue(out (List<Window> Series, int Index) first, out _))
            {
                Window window = first.Series[first.Index];
                if (window.Start >= before) break;
                found.Add(window);
                if (first.Index + 1 < first.Series.Count) next.Enqueue((first.Series, first.Index + 1), WindowCursor.Of(first.Series[first.Index + 1]));
            }
            return found;
        }
    }

    /// <summary>The newest windows of one scope and name, of each quantity, oldest first, and the number of the latest change.</summary>
    public (IReadOnlyList<Window> Windows, long Change) Newest(WindowScope scope, string name, int mostOfQuantity)
    {
        lock (_gate)
        {
            var found = new List<Window>();
            foreach (Quantity quantity in Enum.GetValues<Quantity>())
                if (_series.TryGetValue(new SeriesKey(quantity, scope, name), out List<Window>? series)) found.AddRange(series.Skip(series.Count - mostOfQuantity));
            return (found, _changes);
        }
    }

    /// <summary>Windows of one scope and name that came after a change; null when they are not known any more.</summary>
    public IReadOnlyList<Window>? Since(WindowScope scope, string name, long change)
    {
        lock (_gate)
        {
            if (_changes - change > MostChanges) return null;
            var found = new List<Window>();
            for (long i = change; i < _changes; i++)
                if (_changed[i % MostChanges] is { } window && window.Scope == scope && window.Name == name) found.Add(window);
            return found;
        }
    }

    /// <summary>Forgets windows that ended before a moment.</summary>
    public void ForgetBefore(long moment)
    {
        lock (_gate)
        {
            foreach ((SeriesKey key, List<Window> series) in _series.ToList())
            {
                int old = series.FindIndex(w => w.End >= moment);
                if (old < 0) old = series.Count;
                CrowdOf(key.Scope)?.Count(-old);
                series.RemoveRange(0, old);
                if (series.Count == 0) _series.Remove(key);
            }
        }
    }

    private IEnumerable<List<Window>> SeriesOf(Quantity? quantity, WindowScope scope, string? name)
    {
        if (scope == WindowScope.All) name = "";
        if (name is null) return _series.Where(s => s.Key.Scope == scope && (quantity is null || s.Key.Quantity == quantity)).Select(s => s.Value);
        return (quantity is { } one ? [one] : Enum.GetValues<Quantity>()).Select(q => _series.GetValueOrDefault(new SeriesKey(q, scope, name))).OfType<List<Window>>();
    }

    // Curves over all sensors are few, and each is bounded: they make room for nobody.
    private Crowd? CrowdOf(WindowScope scope) => scope switch
    {
        WindowScope.Sensor => _ofSensors,
        WindowScope.Place => _ofPlaces,
        _ => null,
    };

    private void MakeRoom(Crowd crowd)
    {
        (SeriesKey key, long start) = crowd.First();
        // It may be gone already, as part of the history that is over.
        if (!_series.TryGetValue(key, out List<Window>? series) || IndexOf(series, start) is not (>= 0 and var at)) return;
        series.RemoveAt(at);
        if (series.Count == 0) _series.Remove(key);
        crowd.Count(-1);
        Interlocked.Increment(ref _notKept);
    }

    private static int IndexOf(List<Window> series, long start)
    {
        int low = 0, high = series.Count - 1;
        // Nearly all come behind the last one.
        if (high >= 0 && series[high].Start < start) return ~series.Count;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (series[middle].Start == start) return middle;
            if (series[middle].Start < start) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }

    /// <summary>Windows of many curves, in the order in which they came.</summary>
    private sealed class Crowd(int most)
    {
        private readonly Queue<(SeriesKey Key, long Start)> _order = new();
        private int _count;

        /// <summary>Whether there are too many. Of those that are gone some still stand in the order; they are passed over before these are as many again.</summary>
        public bool IsOver => _count > most || _order.Count > 2 * most;

        public void Came(SeriesKey key, long start)
        {
            _order.Enqueue((key, start));
            _count++;
        }

        public void Count(int windows) => _count += windows;

        public (SeriesKey Key, long Start) First() => _order.Dequeue();
    }
}
