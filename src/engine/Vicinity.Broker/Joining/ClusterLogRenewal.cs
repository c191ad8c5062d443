using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Membership;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Renews a node's replica of the cluster's own log that is lost or damaged, from the other nodes. First one of them must show that the cluster goes on without it: that it leads
/// that log itself. Then the folder is set aside and an empty one with a new uuid takes its place: it follows, is made a voter, and the lost one's vote is taken away,
/// as with any other replica. The old uuid, with what was promised under it, never votes again.
/// </summary>
internal sealed class ClusterLogRenewal(BrokerOptions options, DataFolder folder, DiscoveryService? discovery, TimeProvider time, ILogger log)
{
    private const int MostAsked = 64;

    /// <summary>The name under which nodes describe the cluster's own log.</summary>
    private const string QuorumTopic = "__cluster_metadata";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long the node looks for others of which nothing is known.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Renews the replica, as soon as another node shows that it leads.</summary>
    /// <param name="entry">The identity of the node.</param>
    /// <param name="lost">Why its replica cannot be used.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>The entry with which the node goes on.</returns>
    /// <exception cref="BrokerException">No other node is known of: this one may have the only copy.</exception>
    public async Task<NodeEntry> RenewAsync(NodeEntry entry, BrokerException lost, CancellationToken cancel)
    {
        long began = time.GetTimestamp();
        long? toldAt = null;
        IReadOnlyList<MemberAddress> remembered = Remembered(entry.NodeId);
        while (true)
        {
            IReadOnlyList<BrokerAddress> addresses = [.. Addresses(entry, remembered).Distinct().Take(MostAsked)];
            if (addresses.Count == 0 && time.GetElapsedTime(began) >= s_patience) throw lost;
            foreach (BrokerAddress address in addresses)
            {
                if (await AskAsync(address, entry, cancel).ConfigureAwait(false) is { } found) return Renew(found, lost);
            }

            if (addresses.Count > 0 && (toldAt is not long told || time.GetElapsedTime(told) >= s_tellEvery))
            {
                toldAt = time.GetTimestamp();
                JoiningLogLines.AwaitingRenewal(log, lost.Message, string.Join(", ", addresses));
            }

            await Task.Delay(s_pause, time, cancel).ConfigureAwait(false);
        }
    }

    private NodeEntry Renew(NodeEntry found, BrokerException lost)
    {
        string aside = "";
        if (folder.FindReplica(TopicName.Cluster, 0) is { } damaged) aside = folder.SetAside(damaged);
        folder.CreateReplica(TopicName.Cluster, LeadershipTable.ClusterTopicId, 0);
        JoiningLogLines.ClusterLogRenewed(log, found.LeaderId, lost.Message, aside.Length > 0 ? $"; the old folder is {aside}" : "");
        return found;
    }

    private IEnumerable<BrokerAddress> Addresses(NodeEntry entry, IReadOnlyList<MemberAddress> remembered)
    {
        foreach (string seed in options.Join)
        {
            if (BrokerOptions.SeedOf(seed) is BrokerAddress address) yield return address;
        }

        if (discovery?.Decision is DiscoveryDecision.Join join && join.ClusterId == entry.ClusterId)
        {
            foreach (MemberAddress node in discovery.Proposed) yield return new BrokerAddress(node.Host, node.Port);
        }

        foreach (MemberAddress node in remembered) yield return new BrokerAddress(node.Host, node.Port);
    }

    /// <summary>The other nodes that the damaged log still names.</summary>
    private List<MemberAddress> Remembered(int self)
    {
        if (folder.FindReplica(TopicName.Cluster, 0) is not { } damaged) return [];
        var builder = new ClusterImage.Builder(ClusterImage.Empty);
        try
        {
            LogSalvage.Read(folder.FileSystem, damaged.Path, folder.Votes.BoundOf, (ReadOnlySpan<byte> entry, in RecordBatchHeader header) => ClusterSalvage.Apply(builder, entry, header));
        }
        catch (IOException)
        {
            // What cannot be read names no nodes.
        }

        return [.. builder.Build().Nodes.Values.Where(n => n.Id != self).Select(n => new MemberAddress(n.Id, n.Host, n.Port))];
    }

    /// <summary>Asks a node, and the leader that it names: an entry, if that one says that it leads.</summary>
    private async Task<NodeEntry?> AskAsync(BrokerAddress address, NodeEntry entry, CancellationToken cancel)
    {
        try
        {
            (IReadOnlyList<MemberAddress> nodes, int self, int leader, int epoch) = await LookAsync(address, entry, cancel).ConfigureAwait(false);
            if (leader < 0 || leader == entry.NodeId) return null;
            if (self != leader)
            {
                if (nodes.FirstOrDefault(n => n.NodeId == leader) is not { Host.Length: > 0 } named) return null;
                (nodes, self, leader, epoch) = await LookAsync(new BrokerAddress(named.Host, named.Port), entry, cancel).ConfigureAwait(false);
                if (self != leader) return null;
            }

            return entry with { Nodes = [.. nodes.Where(n => n.NodeId != entry.NodeId)], LeaderId = leader, LeaderEpoch = epoch, Founds = false };
        }
        catch (ClientException)
        {
            return null;
        }
    }

    /// <summary>The answer of one node: the cluster's nodes, its own id, and the leader of the cluster's own log; none, when it is of another cluster.</summary>
    private async Task<(IReadOnlyList<MemberAddress> Nodes, int Self, int Leader, int Epoch)> LookAsync(BrokerAddress address, NodeEntry entry, CancellationToken cancel)
    {
        using BrokerConnection connection = await BrokerConnector.ConnectAsync(address, SeedLookup.Connection(time, s_timeout), cancel).ConfigureAwait(false);
        (string clusterId, IReadOnlyList<MemberAddress> nodes) = await SeedLookup.DescribeAsync(connection, cancel).ConfigureAwait(false);
        if (clusterId != entry.ClusterId) return ([], -1, -1, -1);
        var request = new DescribeQuorumRequest { Topics = [new() { TopicName = QuorumTopic, Partitions = [new() { PartitionIndex = 0 }] }] };
        DescribeQuorumResponse answer = await connection.SendAsync<DescribeQuorumRequest, DescribeQuorumResponse>(request, cancel: cancel).ConfigureAwait(false);
        return answer is { Topics: [{ Partitions: [{ ErrorCode: ErrorCode.None } quorum] }], Nodes: [var self, ..] } ? (nodes, self.NodeId, quorum.LeaderId, quorum.LeaderEpoch) : (nodes, -1, -1, -1);
    }
}
