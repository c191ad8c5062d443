using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary>Writes what happens in a cluster, a line each, as <see cref="SettledEvents"/> makes them.</summary>
internal sealed class EventLines(ClusterWatcher watcher, TextWriter output)
{
    /// <summary>Writes until cancelled; what happened before the call is left out.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        var events = new SettledEvents(DateTimeOffset.UtcNow.AddSeconds(-5));
        long change = 0;
        while (true)
        {
            await watcher.NextRound.WaitAsync(cancel).ConfigureAwait(false);
            DateTimeOffset now = DateTimeOffset.UtcNow;
            (IReadOnlyList<TimelineEntry> entries, change) = watcher.Events(change);
            events.Take(entries, now);
            foreach (string line in events.Due(now)) await output.WriteLineAsync(line.AsMemory(), cancel).ConfigureAwait(false);
            await output.FlushAsync(cancel).ConfigureAwait(false);
        }
    }
}
