using Microsoft.AspNetCore.SignalR;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary>One who looks at the cluster: knows what was sent, and sends what differs. A reader that is slow misses rounds, not changes.</summary>
internal sealed class ClusterReader(IClientProxy client)
{
    private readonly Dictionary<(string, int), PartitionView> _sent = [];
    private Task _sending = Task.CompletedTask;
    private long _change;
    private bool _begun;

    /// <summary>Sends what has changed since the last push. Called by one thread at a time.</summary>
    public void Push(ClusterWatcher watcher, IReadOnlyList<ControlledNode> controlled)
    {
        if (!_sending.IsCompleted) return;
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
        _sending = client.SendAsync("cluster", push);
        // A reader that has gone is taken off the list by the hub; its last push fails with it.
        _sending.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
