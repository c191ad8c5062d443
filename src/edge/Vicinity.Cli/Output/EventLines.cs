using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary>
/// Writes what happens in a cluster, a line each. An entry waits a moment for news that belong to it (a loss for its elections), and is written again when
/// later ones come.
/// </summary>
internal sealed class EventLines(ClusterWatcher watcher, TextWriter output)
{
    /// <summary>The first line comes one round after the first news, that an election is told within a second; a line that is written again waits until it stays the same.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<long, string> _written = [];
    private readonly SortedDictionary<long, Waiting> _waiting = [];

    /// <summary>Writes until cancelled; what happened before the call is left out.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        DateTimeOffset began = DateTimeOffset.UtcNow.AddSeconds(-5);
        long change = 0;
        while (true)
        {
            await watcher.NextRound.WaitAsync(cancel).ConfigureAwait(false);
            DateTimeOffset now = DateTimeOffset.UtcNow;
            (IReadOnlyList<TimelineEntry> entries, change) = watcher.Events(change);
            foreach (TimelineEntry entry in entries)
            {
                if (entry.IsGone) _waiting.Remove(entry.Id);
                else if (DateTimeOffset.FromUnixTimeMilliseconds(entry.Time) > began)
                    _waiting[entry.Id] = new Waiting(entry, _waiting.TryGetValue(entry.Id, out Waiting? before) ? before.Since : now, now);
            }

            await WriteSettledAsync(now, cancel).ConfigureAwait(false);
        }
    }

    private async Task WriteSettledAsync(DateTimeOffset now, CancellationToken cancel)
    {
        foreach (Waiting waiting in _waiting.Values.Where(w => now - (_written.ContainsKey(w.Entry.Id) ? w.Changed : w.Since) >= s_pause).ToArray())
        {
            TimelineEntry entry = waiting.Entry;
            _waiting.Remove(entry.Id);
            if (_written.GetValueOrDefault(entry.Id) == entry.Text) continue;
            if (_written.Count > Timeline.MostEntries) _written.Clear();
            _written[entry.Id] = entry.Text;
            await output.WriteLineAsync($"{ClusterTables.Clock(entry)} {entry.Text}".AsMemory(), cancel).ConfigureAwait(false);
        }

        await output.FlushAsync(cancel).ConfigureAwait(false);
    }

    private sealed record Waiting(TimelineEntry Entry, DateTimeOffset Since, DateTimeOffset Changed);
}
