namespace Vicinity.Contacts;

/// <summary>
/// Where people were, tick by tick: 16 bytes for each person and tick. Bounded: when there are more fixes than fit, the oldest ticks are forgotten.
/// Not thread-safe.
/// </summary>
/// <param name="mostFixes">Fixes that are kept.</param>
internal sealed class FrameHistory(long mostFixes)
{
    /// <summary>One person at one tick.</summary>
    public readonly record struct Fix(int Person, float X, float Y, Health Health, bool Isolated, bool Left);

    private sealed class Frame(int tick, long time)
    {
        public readonly int Tick = tick;
        public readonly List<Fix> Fixes = [];
        public long Time = time;
    }

    private readonly List<Frame> _frames = [];
    private int _first;
    private int _forgotten = int.MinValue;
    private long _fixes;

    /// <summary>Time of the oldest tick that is kept and of the latest one, in Unix milliseconds; null where nothing is kept.</summary>
    public (long From, long To)? Range => _first == _frames.Count ? null : (_frames[_first].Time, _frames[^1].Time);

    /// <summary>Takes a fix down. One of a tick that is no longer kept is left out.</summary>
    public void Add(int tick, long time, Fix fix)
    {
        if (tick <= _forgotten) return;
        int at = Place(tick);
        if (at == _frames.Count || _frames[at].Tick != tick) _frames.Insert(at, new Frame(tick, time));
        _frames[at].Time = Math.Max(_frames[at].Time, time);
        _frames[at].Fixes.Add(fix);
        _fixes++;
        while (_fixes > mostFixes && _frames.Count - _first > 1) Forget();
    }

    /// <summary>The fixes of the latest ticks up to a time, the latest tick first.</summary>
    /// <param name="time">The time, in Unix milliseconds.</param>
    /// <param name="back">How far before it to go, in milliseconds.</param>
    public IEnumerable<(int Tick, long Time, IReadOnlyList<Fix> Fixes)> Before(long time, long back)
    {
        int low = _first, high = _frames.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_frames[middle].Time <= time) low = middle + 1;
            else high = middle;
        }
        for (int i = low - 1; i >= _first && _frames[i].Time >= time - back; i--) yield return (_frames[i].Tick, _frames[i].Time, _frames[i].Fixes);
    }

    /// <summary>Forgets people: all their fixes.</summary>
    public void Forget(HashSet<int> people)
    {
        for (int i = _first; i < _frames.Count; i++) _fixes -= _frames[i].Fixes.RemoveAll(f => people.Contains(f.Person));
    }

    /// <summary>Forgets the ticks that are older than a time, in Unix milliseconds.</summary>
    public void ForgetBefore(long time)
    {
        while (_first < _frames.Count && _frames[_first].Time < time) Forget();
    }

    private int Place(int tick)
    {
        // Nearly always the latest tick or the one after it.
        if (_first == _frames.Count || _frames[^1].Tick < tick) return _frames.Count;
        int low = _first, high = _frames.Count - 1;
        if (_frames[high].Tick == tick) return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_frames[middle].Tick < tick) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Forget()
    {
        _fixes -= _frames[_first].Fixes.Count;
        _forgotten = _frames[_first].Tick;
        _frames[_first++] = null!;
        if (_first < 1024 || _first * 2 < _frames.Count) return;
        _frames.RemoveRange(0, _first);
        _first = 0;
    }
}
