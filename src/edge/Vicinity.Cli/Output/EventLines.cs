using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary>Writes what happens in a cluster, a line each; an entry that news were added to is written again.</summary>
internal sealed class EventLines(ClusterWatcher watcher, TextWriter output)
{
    private readonly Dictionary<long, string> _written = [];

    /// <summary>Writes until cancelled; what happened before the call is left out.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        DateTimeOffset began = DateTimeOffset.UtcNow;
        long change = 0;
        while (true)
        {
            await watcher.NextRound.WaitAsync(cancel).ConfigureAwait(false);
            (IReadOnlyList<TimelineEntry> entries, change) = watcher.Events(change);
            foreach (TimelineEntry entry in entries.Where(e => !e.IsGone && DateTimeOffset.FromUnixTimeMilliseconds(e.Time) > began.AddSeconds(-5)))
            {
                if (_written.GetValueOrDefault(entry.Id) == entry.Text) continue;
                if (_written.Count > Timeline.MostEntries) _written.Clear();
                _written[entry.Id] = entry.Text;
                await output.WriteLineAsync($"{ClusterTables.Clock(entry)} {entry.Text}".AsMemory(), cancel).ConfigureAwait(false);
            }

            await output.FlushAsync(cancel).ConfigureAwait(false);
        }
    }
}
