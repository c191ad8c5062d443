namespace Vicinity.Weather;

/// <summary>What was sent of the windows that can still be corrected, and which window comes next. Not thread-safe.</summary>
internal sealed class SentWindows(int lengthMs)
{
    private readonly SortedDictionary<long, Dictionary<(Quantity, WindowScope, string), (int Revision, long Count)>> _sent = [];

    /// <summary>Number of the window that is closed next; null while none was.</summary>
    public long? Next { get; set; }

    /// <summary>Takes in what was sent.</summary>
    public void Add(Window window)
    {
        long number = window.Start / lengthMs;
        if (!_sent.TryGetValue(number, out var of)) _sent[number] = of = [];
        var id = (window.Quantity, window.Scope, window.Name);
        if (!of.TryGetValue(id, out var before) || before.Revision < window.Revision) of[id] = (window.Revision, window.Count);
        if (window.Revision == 0 && window.Scope == WindowScope.All && (Next is null || Next <= number)) Next = number + 1;
    }

    /// <summary>Forgets windows that can be corrected no more.</summary>
    public void ForgetBefore(long number)
    {
        while (_sent.Count > 0 && _sent.Keys.First() is var oldest && oldest < number) _sent.Remove(oldest);
    }

    /// <summary>Of the windows of a number as they are now, those that were not sent with these readings yet, with the revisions that they get.</summary>
    public IReadOnlyList<Window> Unsent(long number, IReadOnlyList<Window> now)
    {
        if (!_sent.TryGetValue(number, out var of)) return now;
        List<Window> unsent = [];
        foreach (Window window in now)
        {
            if (!of.TryGetValue((window.Quantity, window.Scope, window.Name), out var sent)) unsent.Add(window);
            else if (sent.Count != window.Count) unsent.Add(window with { Revision = sent.Revision + 1 });
        }
        return unsent;
    }
}
