namespace Vicinity.Traffic;

/// <summary>All sources of positions of this process. Thread-safe.</summary>
public sealed class SourceList
{
    private const int MaxSources = 100;

    private readonly Lock _lock = new();
    private readonly List<ITrafficSource> _sources = [];

    /// <summary>How the sources are doing.</summary>
    public IReadOnlyList<SourceStatus> Statuses
    {
        get
        {
            lock (_lock) return [.. _sources.Select(s => s.Status)];
        }
    }

    /// <summary>Adds a source; the oldest that has ended makes room when there are too many.</summary>
    public void Add(ITrafficSource source)
    {
        lock (_lock)
        {
            if (_sources.Count >= MaxSources) _sources.RemoveAt(Math.Max(0, _sources.FindIndex(s => !s.Status.Running)));
            _sources.Add(source);
        }
    }
}
