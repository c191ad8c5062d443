namespace Vicinity.Weather;

/// <summary>
/// What a proxy of the log does: adds the parts in the steps of all partitions up to windows, and tells those that are complete and were not told before. Which these are depends on the steps alone, so proxies agree.
/// Pure. Not thread-safe.
/// </summary>
internal sealed class MergeWork
{
    private readonly WindowRules _rules;
    private readonly WindowMerge _merge;
    private readonly MergedPartition[] _partitions;
    private readonly Dictionary<(Quantity Quantity, WindowScope Scope, string Name, long Number), int> _told = [];
    private readonly SortedDictionary<long, List<(Quantity, WindowScope, string, long)>> _toldByNumber = [];

    /// <summary>Begins.</summary>
    /// <param name="rules">Rules of the windows.</param>
    /// <param name="partitions">Partitions of the steps.</param>
    /// <param name="last">What the last record that counts says; null where there is none.</param>
    public MergeWork(WindowRules rules, int partitions, WindowsMark? last)
    {
        (_rules, Final) = (rules, last?.Final ?? Step.None);
        _merge = new WindowMerge(rules);
        _partitions = [.. Enumerable.Range(0, partitions).Select(i => new MergedPartition(i < last?.Steps.Count ? last.Steps[i] : -1))];
    }

    /// <summary>Windows that end here or earlier do not change any more.</summary>
    public long Final { get; private set; }

    /// <summary>Windows that end here or earlier are closed in all partitions.</summary>
    public long Watermark => _partitions.Length == 0 ? Step.None : _partitions.Min(p => p.Watermark);

    /// <summary>Steps that did not count.</summary>
    public long Ignored { get; private set; }

    /// <summary>Parts that could not be added.</summary>
    public long Refused => _merge.Refused;

    /// <summary>For each partition, from where on a proxy that takes over has to read its steps.</summary>
    public IReadOnlyList<long> From => [.. _partitions.Select(p => p.From)];

    /// <summary>Notes windows that were told before.</summary>
    public void NoteTold(IEnumerable<Window> windows)
    {
        foreach (Window window in windows)
        {
            Note(window);
            _merge.Remember(window);
        }
    }

    /// <summary>Takes the next step of a partition.</summary>
    /// <exception cref="MessageException">Its parts cannot be read.</exception>
    public void Take(int partition, long offset, Step step)
    {
        MergedPartition merged = _partitions[partition];
        if (!merged.Take(offset, step))
        {
            Ignored++;
            return;
        }
        if (step.PartCount == 0) return;
        foreach (WindowPart part in WindowPartForm.Read(step.Parts.Span, step.PartCount))
        {
            // What began to be read in the middle would be told incomplete; it was told before and does not change.
            if (Final == Step.None || _rules.EndOf(part.Number) > Final) _merge.Add(part);
        }
    }

    /// <summary>The windows that are complete and were not told, in order; they count as told.</summary>
    public IReadOnlyList<Window> TakeComplete()
    {
        long watermark = Watermark;
        if (watermark == Step.None) return [];
        // Empty windows are told with the next one that has readings, which may be long after they became final.
        List<Window> fresh = [.. _merge.TakeComplete(watermark).Where(w => (w.Count == 0 || w.End > Final) && Note(w))];
        long final = watermark - (_rules.SendsCorrections ? _rules.CorrectableMs : 0);
        if (final <= Final) return fresh;
        Final = final;
        foreach (MergedPartition partition in _partitions) partition.Forget(final);
        while (_toldByNumber.Count > 0 && _toldByNumber.First() is var first && _rules.EndOf(first.Key) <= final)
        {
            foreach ((Quantity, WindowScope, string, long) key in first.Value) _told.Remove(key);
            _toldByNumber.Remove(first.Key);
        }
        return fresh;
    }

    /// <summary>Notes a window; false when this revision of it, or a later one, was told.</summary>
    private bool Note(Window window)
    {
        (Quantity, WindowScope, string, long) key = (window.Quantity, window.Scope, window.Name, window.Number);
        if (_told.TryGetValue(key, out int revision))
        {
            if (revision >= window.Revision) return false;
        }
        else
        {
            if (!_toldByNumber.TryGetValue(window.Number, out List<(Quantity, WindowScope, string, long)>? keys)) _toldByNumber[window.Number] = keys = [];
            keys.Add(key);
        }
        _told[key] = window.Revision;
        return true;
    }
}
