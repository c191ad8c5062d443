using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary>One who looks at the cluster: knows what was sent, and tells what differs. A reader that is slow misses rounds, not changes.</summary>
internal sealed class ClusterReader
{
    private readonly Dictionary<(string, int), PartitionView> _sent = [];
    private long _change;
    private bool _begun;

    /// <summary>What has changed since the last push. Called by one thread at a time.</summary>
    public ClusterPush Next(ClusterWatcher watcher, IReadOnlyList<ControlledNode> controlled)
    {
        ClusterView view = watcher.View;
        (IReadOnlyList<TimelineEntry> events, long change) = watcher.Events(_change);
        _change = change;
        var changed = new List<PushedPartition>();
        var gone = _sent.Keys.ToHashSet();
        foreach (PartitionView partition in view.Partitions)
        {
            (string, int) key = (partition.Topic, partition.Partition);
            gone.Remove(key);
            if (_sent.TryGetValue(key, out PartitionView? before) && before.ShowsSameAs(partition)) continue;
            _sent[key] = partition;
            changed.Add(new PushedPartition(partition));
        }

        foreach ((string, int) key in gone) _sent.Remove(key);
        var push = new ClusterPush(
            view.Now, !_begun, view.ClusterId, view.Controller, view.Health, view.TellsLag, view.RecordsPerSecond, view.Nodes, changed, [.. gone.Select(g => $"{g.Item1}-{g.Item2}")], events, controlled);
        _begun = true;
        return push;
    }
}
