using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// What has been committed in the whole run, entry after entry: what a leader had on a majority of disks. Grows only; each log that claims to
/// hold committed entries is compared with it. Not thread-safe.
/// </summary>
internal sealed class CommittedHistory
{
    private readonly List<LogEntry> _entries = [];
    private readonly List<(LogEntry Batch, long Offset)> _byOffset = [];
    private readonly Dictionary<int, int> _nextSequence = [];

    /// <summary>Position behind the last committed entry.</summary>
    public LogPosition End { get; private set; }

    /// <summary>The largest high watermark that any leader has had.</summary>
    public long HighWatermark { get; set; }

    /// <summary>All committed entries in order.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>The batch that holds a committed offset, or null.</summary>
    public LogEntry? BatchAt(long offset) => offset >= 0 && offset < _byOffset.Count ? _byOffset[(int)offset].Batch : null;

    /// <summary>Whether a position is that of a committed prefix.</summary>
    public bool Has(LogPosition position) => position == LogPosition.Zero || IndexBehind(position) >= 0;

    /// <summary>Index of the first entry behind a position, or -1.</summary>
    public int IndexBehind(LogPosition position)
    {
        if (position == LogPosition.Zero) return 0;
        int low = 0;
        int high = _entries.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = _entries[middle].Position.CompareTo(position);
            if (order == 0) return middle + 1;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    /// <summary>A leader has this much of its log on a majority of disks. Returns why that contradicts what was committed before, or null.</summary>
    public string? Extend(SimulatedLog log, LogPosition committed)
    {
        if (committed <= End) return null;
        int from = log.IndexBehind(End);
        if (from < 0) return $"the log commits {committed} and does not have the committed position {End}";
        for (int i = from; i < log.Entries.Count && log.Entries[i].Position <= committed; i++)
            if (Add(log.Entries[i]) is { } wrong) return wrong;
        return End == committed ? null : $"the log does not have the position {committed} that it commits";
    }

    private string? Add(LogEntry entry)
    {
        _entries.Add(entry);
        End = entry.Position;
        if (entry.IsMarker) return null;
        if (entry.Offset != _byOffset.Count) return $"{entry} is committed behind offset {_byOffset.Count}";
        for (int i = 0; i < entry.Width; i++) _byOffset.Add((entry, entry.Offset + i));
        int expected = _nextSequence.GetValueOrDefault(entry.Producer);
        if (entry.Sequence != expected) return $"producer {entry.Producer}: sequence {entry.Sequence} is committed as {entry.Label} at {entry.Offset}, {(entry.Sequence < expected ? "a second time" : $"and {expected} is missing")}";
        _nextSequence[entry.Producer] = expected + entry.Width;
        return null;
    }
}
