namespace Vicinity.Weather;

/// <summary>
/// Adds parts up to windows over each sensor, each place, and all: in any order, from any number of partitions. A window's revision is the number of late parts in
/// it, so whoever has added the same parts has the same windows. Between two windows over all that have readings, those without are told as empty ones. Windows
/// that take no more are forgotten. Not thread-safe.
/// </summary>
/// <param name="rules">How long windows are, and how long they are kept.</param>
/// <param name="finest">The finest scope that is told: all; all and places; or all, places and sensors.</param>
public sealed class WindowMerge(WindowRules rules, WindowScope finest = WindowScope.Sensor)
{
    /// <summary>Most empty windows that are told before one that has readings; those right before it.</summary>
    public const int MostEmpty = 1_000;

    private readonly SortedDictionary<long, Dictionary<WindowKey, Merged>> _windows = [];
    private readonly SortedSet<long> _changed = [];

    // The newest window over all, of each quantity, that was told.
    private readonly Dictionary<Quantity, long> _told = [];

    /// <summary>The watermark up to which windows were told.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Windows in memory.</summary>
    public int Count { get; private set; }

    /// <summary>Parts that were not added, as their window takes no more or there were too many windows.</summary>
    public long Refused { get; private set; }

    /// <summary>Adds a part.</summary>
    /// <returns>Whether it was added: not when its window takes no more, or there are too many windows.</returns>
    public bool Add(in WindowPart part)
    {
        if (rules.IsFinal(part.Number, Watermark) || !MakeRoom(part.Number))
        {
            Refused++;
            return false;
        }
        if (!_windows.TryGetValue(part.Number, out Dictionary<WindowKey, Merged>? windows)) _windows[part.Number] = windows = [];
        Add(windows, new WindowKey(part.Quantity, WindowScope.All, ""), part);
        if (finest >= WindowScope.Place && part.Place.Length > 0) Add(windows, new WindowKey(part.Quantity, WindowScope.Place, part.Place), part);
        if (finest >= WindowScope.Sensor) Add(windows, new WindowKey(part.Quantity, WindowScope.Sensor, part.Sensor), part);
        _changed.Add(part.Number);
        return true;
    }

    /// <summary>
    /// Tells the windows that end by the watermark and were not told, or were changed since: by number, revision, quantity, scope and name. A lower watermark than before
    /// is taken as that.
    /// </summary>
    /// <param name="watermark">The lowest watermark of all partitions.</param>
    public IReadOnlyList<Window> TakeComplete(long watermark)
    {
        Watermark = Math.Max(Watermark, watermark);
        var told = new List<Window>();
        while (_changed.Count > 0 && _changed.Min is var number && rules.IsClosed(number, Watermark))
        {
            _changed.Remove(number);
            foreach ((WindowKey key, Merged merged) in _windows[number].Where(w => w.Value.IsChanged))
            {
                if (key.Scope == WindowScope.All) TellEmpty(key.Quantity, number, told);
                merged.IsChanged = false;
                told.Add(merged.Aggregate.ToWindow(key.Quantity, key.Scope, key.Name, number, rules.WindowMs, merged.Revision));
            }
        }
        told.Sort(static (one, other) => Order(one).CompareTo(Order(other)) is var order and not 0 ? order : string.CompareOrdinal(one.Name, other.Name));
        while (_windows.Count > 0 && _windows.First() is var first && rules.IsFinal(first.Key, Watermark)) Forget(first.Key);
        return told;
    }

    /// <summary>Takes note of a window that another proxy told, so that empty ones are told from there on.</summary>
    public void Remember(Window window)
    {
        if (window.Scope == WindowScope.All) _told[window.Quantity] = Math.Max(window.Number, _told.GetValueOrDefault(window.Quantity, long.MinValue));
    }

    private static (long Number, int Revision, Quantity Quantity, WindowScope Scope) Order(Window window) => (window.Number, window.Revision, window.Quantity, window.Scope);

    private void Add(Dictionary<WindowKey, Merged> windows, WindowKey key, in WindowPart part)
    {
        if (!windows.TryGetValue(key, out Merged? merged))
        {
            windows[key] = merged = new Merged();
            Count++;
        }
        merged.Aggregate.Merge(part.Aggregate);
        if (part.Revision > 0) merged.Revision++;
        merged.IsChanged = true;
    }

    private void TellEmpty(Quantity quantity, long number, List<Window> told)
    {
        if (_told.TryGetValue(quantity, out long last))
        {
            for (long empty = Math.Max(last + 1, number - MostEmpty); empty < number; empty++)
                told.Add(default(Aggregate).ToWindow(quantity, WindowScope.All, "", empty, rules.WindowMs, 0));
            _told[quantity] = Math.Max(last, number);
        }
        else _told[quantity] = number;
    }

    /// <summary>Forgets the oldest windows that are told when there are too many.</summary>
    private bool MakeRoom(long number)
    {
        const int ScopesEach = 3;
        while (Count > rules.MostParts - ScopesEach)
        {
            if (_windows.Count == 0) return false;
            long oldest = _windows.First().Key;
            if (oldest >= number || !rules.IsClosed(oldest, Watermark) || _changed.Contains(oldest)) return false;
            Forget(oldest);
        }
        return true;
    }

    private void Forget(long number)
    {
        Count -= _windows[number].Count;
        _windows.Remove(number);
        _changed.Remove(number);
    }

    private readonly record struct WindowKey(Quantity Quantity, WindowScope Scope, string Name);

    private sealed class Merged
    {
        public Aggregate Aggregate;

        public int Revision { get; set; }

        public bool IsChanged { get; set; } = true;
    }
}
