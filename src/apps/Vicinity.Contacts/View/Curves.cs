namespace Vicinity.Contacts;

/// <summary>
/// How many people were in each state over time. What people tell may come in any order of the people: a log has them in several partitions, and each is read by itself. 48 bytes a tick.
/// Bounded: of too many ticks the older half is forgotten, but for what it says of later ones. Not thread-safe.
/// </summary>
/// <param name="most">Ticks that are kept.</param>
internal sealed class Curves(int most)
{
    private const int States = 6;
    private const int DeadInfected = 5;

    private struct Step
    {
        public int Tick;
        public long Time;
        public Change Change;
    }

    [System.Runtime.CompilerServices.InlineArray(States)]
    private struct Change
    {
        private int _first;
    }

    private readonly List<Step> _steps = [];
    private Change _before;
    private int _forgotten = int.MinValue;

    /// <summary>The ticks that are kept.</summary>
    public int Count => _steps.Count;

    /// <summary>Somebody tells of a tick at a time, in Unix milliseconds.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="time">The time.</param>
    /// <param name="before">The state in which the person was; null for somebody who has come.</param>
    /// <param name="now">The state in which it is since this tick.</param>
    /// <param name="diedInfected">Whether it has died infected.</param>
    public void Add(int tick, long time, Health? before, Health now, bool diedInfected)
    {
        if (tick <= _forgotten)
        {
            Apply(ref _before, before, now, diedInfected);
            return;
        }
        Span<Step> steps = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_steps);
        int at = steps.Length > 0 && steps[^1].Tick == tick ? steps.Length - 1 : FirstFrom(tick);
        if (at == steps.Length || steps[at].Tick != tick)
        {
            _steps.Insert(at, new Step { Tick = tick, Time = time });
            if (_steps.Count > most) at = Math.Max(-1, at - Forget());
            if (at < 0)
            {
                Apply(ref _before, before, now, diedInfected);
                return;
            }
            steps = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_steps);
        }
        steps[at].Time = Math.Max(steps[at].Time, time);
        Apply(ref steps[at].Change, before, now, diedInfected);
    }

    /// <summary>Somebody is not counted any more, from the latest tick on.</summary>
    public void Leave(Health health, bool diedInfected)
    {
        if (_steps.Count == 0)
        {
            _before[(int)health]--;
            if (diedInfected) _before[DeadInfected]--;
            return;
        }
        ref Step latest = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_steps)[^1];
        latest.Change[(int)health]--;
        if (diedInfected) latest.Change[DeadInfected]--;
    }

    /// <summary>The first tick that was at a time or after it; the one after the latest where none was.</summary>
    public int TickAt(long time) => FirstAfter(time - 1) is var at && at < _steps.Count ? _steps[at].Tick : Latest + 1;

    /// <summary>The points from one time to another, both included, at most so many, evenly spread, the first and the last among them.</summary>
    public IReadOnlyList<TimelinePoint> Between(long from, long to, int points)
    {
        int begin = FirstAfter(from - 1), count = Math.Max(0, FirstAfter(to) - begin);
        var result = new List<TimelinePoint>(Math.Min(count, points));
        Change counts = _before;
        int next = 0;
        for (int i = 0; i < begin + count; i++)
        {
            Step step = _steps[i];
            Sum(ref counts, step.Change);
            if (i < begin || (count > points && i - begin != (int)((long)next * (count - 1) / (points - 1)))) continue;
            result.Add(new TimelinePoint(step.Time, Counts(step.Tick, counts)));
            next++;
        }
        return result;
    }

    /// <summary>How many people were in each state at a time.</summary>
    public HealthCounts At(long time)
    {
        int end = FirstAfter(time);
        if (end == 0) return default;
        Change counts = _before;
        for (int i = 0; i < end; i++) Sum(ref counts, _steps[i].Change);
        return Counts(_steps[end - 1].Tick, counts);
    }

    /// <summary>When a tick was: of ticks in which nothing was said, the next one in which something was; null where nothing is kept.</summary>
    public long? TimeOf(int tick) => _steps.Count == 0 ? null : _steps[Math.Min(_steps.Count - 1, FirstFrom(tick))].Time;

    /// <summary>The latest tick; 0 where nothing is kept.</summary>
    public int Latest => _steps.Count == 0 ? 0 : _steps[^1].Tick;

    private static void Apply(ref Change change, Health? before, Health now, bool diedInfected)
    {
        if (before is { } was) change[(int)was]--;
        change[(int)now]++;
        if (diedInfected) change[DeadInfected]++;
    }

    private static void Sum(ref Change counts, in Change change)
    {
        for (int i = 0; i < States; i++) counts[i] += change[i];
    }

    private static HealthCounts Counts(int tick, in Change counts) => new(tick, counts[0], counts[1], counts[2], counts[3], counts[4], counts[DeadInfected]);

    private int Forget()
    {
        int half = _steps.Count / 2;
        for (int i = 0; i < half; i++) Sum(ref _before, _steps[i].Change);
        _forgotten = _steps[half - 1].Tick;
        _steps.RemoveRange(0, half);
        return half;
    }

    private int FirstFrom(int tick)
    {
        int low = 0, high = _steps.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_steps[middle].Tick < tick) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private int FirstAfter(long time)
    {
        int low = 0, high = _steps.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_steps[middle].Time <= time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
