namespace Vicinity.Weather;

/// <summary>What a terminal shows: of each quantity and scope the newest windows, in their latest revision. Thread-safe.</summary>
/// <param name="shown">Windows of one quantity, scope and name that are remembered.</param>
/// <param name="mostNames">Most quantities, scopes and names.</param>
public sealed class WindowBoard(int shown, int mostNames)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Quantity, WindowScope, string), SortedList<long, Window>> _windows = [];

    /// <summary>Windows that were left out because there are too many names.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Windows that were taken in.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a window in.</summary>
    public void Add(Window window)
    {
        lock (_gate)
        {
            Count++;
            if (!_windows.TryGetValue((window.Quantity, window.Scope, window.Name), out SortedList<long, Window>? of))
            {
                if (_windows.Count >= mostNames)
                {
                    LeftOut++;
                    return;
                }
                _windows[(window.Quantity, window.Scope, window.Name)] = of = [];
            }
            if (of.TryGetValue(window.Start, out Window? before) && before.Revision > window.Revision) return;
            of[window.Start] = window;
            if (of.Count > shown) of.RemoveAt(0);
        }
    }

    /// <summary>The newest windows of a quantity, scope and name, oldest first.</summary>
    public IReadOnlyList<Window> Of(Quantity quantity, WindowScope scope = WindowScope.All, string name = "")
    {
        lock (_gate) return _windows.TryGetValue((quantity, scope, name), out SortedList<long, Window>? of) ? [.. of.Values] : [];
    }

    /// <summary>The newest window of each name, in the order of names.</summary>
    public IReadOnlyList<Window> Newest(Quantity quantity, WindowScope scope)
    {
        lock (_gate) return [.. _windows.Where(w => w.Key.Item1 == quantity && w.Key.Item2 == scope && w.Value.Count > 0).OrderBy(w => w.Key.Item3, StringComparer.Ordinal).Select(w => w.Value.Values[^1])];
    }
}
