namespace Vicinity.Weather;

/// <summary>
/// The newest reading of each sensor and kind, and what has come of the windows that are still open. Readings that come twice change nothing. Bounded. Thread-safe.
/// </summary>
/// <param name="options">Bounds, and the windows' rules.</param>
/// <param name="time">The clock.</param>
public sealed class SensorView(WeatherOptions options, TimeProvider time)
{
    // More windows than this are open only where a clock is far off.
    private const int MostOpen = 64;

    // A sensor without a period yet, or with a very short one, is not called silent at once.
    private const double LeastSilenceMs = 5_000;
    private const double PeriodWeight = 0.2;
    private const int RateSeconds = 10;
    private const long MostMissing = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sensor, ReadingKind Kind), int> _indexes = [];
    private readonly List<Entry?> _entries = [];
    private readonly Dictionary<(long Number, ReadingKind Kind), Open> _open = [];
    private readonly long[] _perSecond = new long[RateSeconds + 1];
    private readonly LatencyRing _latencies = new();
    private long _changes, _readings, _notShown, _forgottenEver, _newest = long.MinValue, _second;
    private int _forgotten;

    private sealed class Entry
    {
        public Reading Reading;
        public double? Coefficient, PeriodMs;
        public long Received, Readings, Change;
        public int Index;
    }

    private struct Open
    {
        public long Count;
        public double Sum;
    }

    /// <summary>Readings seen since the beginning of the kept history.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    /// <summary>Readings of sensors for which there was no room.</summary>
    public long NotShown => Interlocked.Read(ref _notShown);

    /// <summary>Number of the latest change.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>How many sensors were forgotten: whoever shows sensors has to begin anew when it changes.</summary>
    public long Forgotten => Interlocked.Read(ref _forgottenEver);

    /// <summary>How many sensors there are, by kind.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _indexes.Count;
        }
    }

    /// <summary>Milliseconds from the measurement until a reading was here, lately; null before any came live.</summary>
    public LatencySummary? Latency
    {
        get
        {
            lock (_gate) return _latencies.Summary();
        }
    }

    /// <summary>Readings a second over the last ten seconds.</summary>
    public double PerSecond
    {
        get
        {
            lock (_gate)
            {
                Advance(Now / 1000);
                // The second that goes on is not whole yet.
                return Enumerable.Range(1, RateSeconds).Sum(i => _perSecond[(int)((_second + _perSecond.Length - i) % _perSecond.Length)]) / (double)RateSeconds;
            }
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes a reading.</summary>
    /// <param name="reading">The reading, within its bounds.</param>
    /// <param name="received">When it came into the log, in Unix milliseconds.</param>
    /// <param name="isLive">Whether what the log kept before has been read: then it tells how long readings take.</param>
    /// <returns>False when it was seen before.</returns>
    public bool Take(in Reading reading, long received, bool isLive)
    {
        double? coefficient = Coefficients.Of(reading);
        lock (_gate)
        {
            if (!_indexes.TryGetValue((reading.Sensor, reading.Kind), out int index))
            {
                if (_indexes.Count >= options.MostSensors)
                {
                    Interlocked.Increment(ref _notShown);
                    return true;
                }
                index = _entries.Count;
                _entries.Add(new Entry { Index = index, Reading = reading with { Number = long.MinValue, Time = long.MinValue } });
                _indexes.Add((reading.Sensor, reading.Kind), index);
            }
            Entry entry = _entries[index]!;
            if (reading.Number <= entry.Reading.Number) return false;
            // A sensor that starts again goes on with far higher numbers: the gap says nothing of its period.
            if (entry.Readings > 0 && reading.Time > entry.Reading.Time && reading.Number - entry.Reading.Number <= MostMissing)
            {
                double span = (reading.Time - entry.Reading.Time) / (double)(reading.Number - entry.Reading.Number);
                if (entry.PeriodMs is null || span < 10 * entry.PeriodMs) entry.PeriodMs = entry.PeriodMs is { } period ? period + PeriodWeight * (span - period) : span;
            }
            (entry.Reading, entry.Coefficient, entry.Received, entry.Change) = (reading, coefficient, received, Interlocked.Increment(ref _changes));
            entry.Readings++;
            Interlocked.Increment(ref _readings);
            long now = Now;
            Advance(now / 1000);
            if (isLive)
            {
                _perSecond[(int)(_second % _perSecond.Length)]++;
                _latencies.Add(now - reading.Time);
            }
            NoteOpen(reading, coefficient);
            return true;
        }
    }

    /// <summary>The sensors, in the order in which they came.</summary>
    /// <param name="since">Those that changed after this change; 0 for all.</param>
    /// <param name="most">Those whose index is below it.</param>
    public IReadOnlyList<SensorState> Sensors(long since = 0, int most = int.MaxValue)
    {
        lock (_gate)
        {
            long now = Now;
            var found = new List<SensorState>();
            for (int i = 0; i < Math.Min(most, _entries.Count); i++)
                if (_entries[i] is { } entry && entry.Change > since) found.Add(StateOf(entry, now));
            return found;
        }
    }

    /// <summary>How many sensors are live, late and silent.</summary>
    public (int Live, int Late, int Silent) Healths()
    {
        lock (_gate)
        {
            Span<int> counts = stackalloc int[3];
            long now = Now;
            foreach (Entry? entry in _entries)
                if (entry is not null) counts[(int)HealthOf(entry, now)]++;
            return (counts[0], counts[1], counts[2]);
        }
    }

    /// <summary>Windows that are not closed yet, oldest first.</summary>
    /// <param name="watermark">The moment up to which windows are closed, in Unix milliseconds; null where nobody knows: then by the newest reading.</param>
    public IReadOnlyList<OpenWindow> OpenWindows(long? watermark)
    {
        lock (_gate)
        {
            if (_newest == long.MinValue) return [];
            long closed = watermark ?? _newest - options.LatenessMs;
            var open = new List<OpenWindow>();
            foreach (((long number, ReadingKind kind), Open state) in _open)
            {
                long end = (number + 1) * options.WindowMs;
                if (end > closed) open.Add(new OpenWindow(kind, end - options.WindowMs, end, state.Count, kind == ReadingKind.Wind ? null : Math.Round(state.Sum / state.Count, 4)));
            }
            open.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Kind.CompareTo(b.Kind));
            return open;
        }
    }

    /// <summary>Forgets sensors of which nothing has come since a moment, and windows before it.</summary>
    public void ForgetBefore(long moment)
    {
        lock (_gate)
        {
            for (int i = 0; i < _entries.Count; i++)
            {
                if (_entries[i] is not { } entry || entry.Received >= moment) continue;
                _indexes.Remove((entry.Reading.Sensor, entry.Reading.Kind));
                _entries[i] = null;
                _forgotten++;
                Interlocked.Increment(ref _forgottenEver);
            }
            if (_forgotten <= _entries.Count / 2) return;
            // Places of forgotten sensors are given up once they are most.
            _entries.RemoveAll(e => e is null);
            for (int i = 0; i < _entries.Count; i++)
            {
                Entry entry = _entries[i]!;
                (entry.Index, entry.Change) = (i, Interlocked.Increment(ref _changes));
                _indexes[(entry.Reading.Sensor, entry.Reading.Kind)] = i;
            }
            _forgotten = 0;
        }
    }

    private SensorState StateOf(Entry entry, long now) =>
        new(entry.Reading, entry.Coefficient, entry.Received, entry.PeriodMs, entry.Readings, HealthOf(entry, now), entry.Index, entry.Change);

    private SensorHealth HealthOf(Entry entry, long now) =>
        now - entry.Received > Math.Max(LeastSilenceMs, 3 * (entry.PeriodMs ?? 0)) ? SensorHealth.Silent
        : entry.Received - entry.Reading.Time > options.LatenessMs ? SensorHealth.Late
        : SensorHealth.Live;

    private void NoteOpen(in Reading reading, double? coefficient)
    {
        _newest = Math.Max(_newest, reading.Time);
        long number = reading.Time / options.WindowMs, oldest = _newest / options.WindowMs - MostOpen;
        if (number <= oldest) return;
        ref Open open = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_open, (number, reading.Kind), out bool exists);
        open.Count++;
        open.Sum += coefficient ?? 0;
        if (exists || _open.Count <= 3 * MostOpen) return;
        foreach ((long Number, ReadingKind) key in _open.Keys.Where(k => k.Number <= oldest).ToList()) _open.Remove(key);
    }

    private void Advance(long second)
    {
        if (second <= _second) return;
        for (long s = Math.Max(_second + 1, second - _perSecond.Length + 1); s <= second; s++) _perSecond[(int)(s % _perSecond.Length)] = 0;
        _second = second;
    }
}
