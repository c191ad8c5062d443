using System.Globalization;
using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary>
/// Makes lines of a timeline's entries: each once, in the order of their times, when nothing has been added to it for a while. What comes later (news of an entry that
/// was written, or an entry that is older than a written one) is a line of its own that begins with the present. Pure: times come as arguments. Not thread-safe.
/// </summary>
/// <param name="began">Entries from before this moment are left out.</param>
internal sealed class SettledEvents(DateTimeOffset began)
{
    // A loss is followed by its elections and these by what they cost, within a second; at most so long the entries behind one wait for it.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(4);

    private readonly Dictionary<long, Waiting> _waiting = [];
    private readonly Dictionary<long, string> _written = [];
    private long _lastWritten = long.MinValue;

    /// <summary>Takes entries that are new or have changed.</summary>
    public void Take(IEnumerable<TimelineEntry> entries, DateTimeOffset now)
    {
        foreach (TimelineEntry entry in entries)
        {
            if (entry.IsGone) _waiting.Remove(entry.Id);
            else if (entry.Time > began.ToUnixTimeMilliseconds()) _waiting[entry.Id] = new Waiting(entry, _waiting.TryGetValue(entry.Id, out Waiting? before) ? before.Since : now, now);
        }
    }

    /// <summary>The lines that are due.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now)
    {
        var lines = new List<string>();
        foreach (Waiting waiting in _waiting.Values.OrderBy(w => w.Entry.Time).ThenBy(w => w.Entry.Id).ToArray())
        {
            if (now - waiting.Changed < s_quiet && now - waiting.Since < s_longest) break;
            _waiting.Remove(waiting.Entry.Id);
            if (LineOf(waiting.Entry, now) is { } line) lines.Add(line);
        }

        return lines;
    }

    private string? LineOf(TimelineEntry entry, DateTimeOffset now)
    {
        bool isKnown = _written.TryGetValue(entry.Id, out string? before);
        if (isKnown && before == entry.Text) return null;
        if (_written.Count > Timeline.MostEntries) _written.Clear();
        _written[entry.Id] = entry.Text;
        if (isKnown || entry.Time < _lastWritten) return $"{Clock(now)} of {ClusterTables.Clock(entry)}: {entry.Text}";
        _lastWritten = entry.Time;
        return $"{ClusterTables.Clock(entry)} {entry.Text}";
    }

    private static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private sealed record Waiting(TimelineEntry Entry, DateTimeOffset Since, DateTimeOffset Changed);
}
