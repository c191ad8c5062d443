namespace Vicinity.Client;

/// <summary>
/// Notices nodes that keep their connections open and answer nothing: a process that hangs, or a network that is cut without a sign. Others are asked
/// who leads then; when the silent node leads none of the topics of interest any more, its connections end at once, so that what waits there is
/// sent to the new leaders instead of waiting for the request timeout. Nothing is repeated that a retry would not repeat: idempotence covers it.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly Cluster _cluster;
    private readonly ITimer _timer;
    private int _asking;

    public SilenceWatch(Cluster cluster, TimeSpan suspectAfter)
    {
        _cluster = cluster;
        _timer = cluster.Time.CreateTimer(static watch => ((SilenceWatch)watch!).Look(), this, suspectAfter / 2, suspectAfter / 2);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        IReadOnlyList<BrokerConnection> silent = _cluster.SilentConnections();
        if (silent.Count > 0 && Interlocked.Exchange(ref _asking, 1) == 0) _ = AskAsync(silent);
    }

    private async Task AskAsync(IReadOnlyList<BrokerConnection> silent)
    {
        try
        {
            ClusterSnapshot now = await _cluster.RefreshAsync(_cluster.Disposed).ConfigureAwait(false);
            HashSet<BrokerAddress> leading = [.. Leaders(now)];
            if (leading.Count == 0) return;
            foreach (BrokerConnection connection in silent)
            {
                if (connection.IsSilent && !leading.Contains(connection.Address)) connection.Abandon();
            }
        }
        catch (Exception e) when (e is ClientException or OperationCanceledException)
        {
            // No node answers: the request timeout decides.
        }
        finally
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    private static IEnumerable<BrokerAddress> Leaders(ClusterSnapshot snapshot)
    {
        foreach (TopicDescription topic in snapshot.Topics.Values)
        {
            foreach (PartitionDescription partition in topic.Partitions)
            {
                if (snapshot.Nodes.TryGetValue(partition.LeaderId, out ClusterNode? node)) yield return node.Address;
            }
        }
    }
}
