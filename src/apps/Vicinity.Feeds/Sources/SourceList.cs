namespace Vicinity.Feeds;

/// <summary>All sources of an application's events in this process. Bounded. Thread-safe. An application derives a type of its own, by which it is found.</summary>
public abstract class SourceList
{
    /// <summary>Most sources that are remembered.</summary>
    public const int MaxSources = 100;

    private readonly Lock _lock = new();
    private readonly List<IEventSource> _sources = [];

    /// <summary>How the sources are doing, in the order in which they came.</summary>
    public IReadOnlyList<SourceStatus> Statuses
    {
        get
        {
            lock (_lock) return [.. _sources.Select(s => s.Status)];
        }
    }

    /// <summary>Adds a source; the oldest that has ended makes room when there are too many.</summary>
    public void Add(IEventSource source)
    {
        lock (_lock)
        {
            if (_sources.Count >= MaxSources) _sources.RemoveAt(Math.Max(0, _sources.FindIndex(s => !s.Status.Running)));
            _sources.Add(source);
        }
    }
}
