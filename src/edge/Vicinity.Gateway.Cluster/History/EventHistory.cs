using Vicinity.ClusterWatch;
using Vicinity.Feeds;

namespace Vicinity.Gateway.Cluster;

/// <summary>How many events of the cluster there were over time, of those that its watcher keeps, from the start of the gateway on. Thread-safe.</summary>
/// <param name="watcher">Keeps the events.</param>
internal sealed class EventHistory(ClusterWatcher watcher) : IHistory
{
    private const long BucketMilliseconds = 1000;

    public string Counted => "events of the cluster";

    public TimeSpan Reach { get; } = TimeSpan.FromHours(1);

    public KeptHistory Read()
    {
        long now = watcher.View.Now, oldest = now - (long)Reach.TotalMilliseconds;
        long[] times = [.. watcher.Events(0).Entries.Select(e => e.Time).Where(t => t >= oldest)];
        HistoryRange? range = times.Length == 0 ? null : new HistoryRange(times.Min(), Math.Max(now, times.Max()));
        return new KeptHistory(
            range,
            TimeSpan.FromMilliseconds(BucketMilliseconds),
            [.. times.CountBy(t => t / BucketMilliseconds).OrderBy(b => b.Key).Select(b => new HistoryBucket(b.Key * BucketMilliseconds, b.Value))]);
    }
}
