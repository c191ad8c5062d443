using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Membership;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Has a node without identity taken into a cluster: finds its controller, is given an id, and writes both down. The node's replica of the cluster's own
/// log is made before, because its uuid is what the cluster knows the folder by: a node that crashes on the way gets the same id when it asks again.
/// </summary>
internal sealed class Registrar(BrokerOptions options, DataFolder folder, TimeProvider time, ILogger log)
{
    private const int MaxAttempts = 16;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    // The cluster's own log has no topic id: it is there before there are topics.
    private static readonly Guid s_clusterTopic = Guid.Empty;

    private readonly Guid _incarnation = Guid.NewGuid();

    /// <summary>Asks the nodes once, each that they point to as well.</summary>
    /// <returns>The entry, or why there is none yet.</returns>
    /// <exception cref="BrokerException">The cluster will not take this node, however often it asks.</exception>
    public async Task<(NodeEntry? Entry, string Problem)> TryAsync(string clusterId, IReadOnlyList<MemberAddress> nodes, CancellationToken cancel)
    {
        var open = new LinkedList<BrokerAddress>(nodes.Select(n => new BrokerAddress(n.Host, n.Port)));
        var asked = new HashSet<BrokerAddress>();
        string problem = "no address of its nodes is known";
        while (open.First is { } first && asked.Count < MaxAttempts)
        {
            open.RemoveFirst();
            BrokerAddress address = first.Value;
            if (!asked.Add(address)) continue;
            try
            {
                using BrokerConnection connection = await BrokerConnector.ConnectAsync(address, SeedLookup.Connection(time, s_timeout), cancel).ConfigureAwait(false);
                BrokerRegistrationResponse answer = await connection.SendAsync<BrokerRegistrationRequest, BrokerRegistrationResponse>(Request(clusterId), cancel: cancel).ConfigureAwait(false);
                switch (answer.ErrorCode)
                {
                    case ErrorCode.None:
                        return (Enter(clusterId, address, answer), "");
                    case ErrorCode.NotController or ErrorCode.BrokerNotAvailable:
                        problem = $"{address} is not its controller";
                        (string _, IReadOnlyList<MemberAddress> known) = await SeedLookup.DescribeAsync(connection, cancel).ConfigureAwait(false);
                        foreach (MemberAddress node in known.Reverse()) open.AddFirst(new BrokerAddress(node.Host, node.Port));
                        break;
                    case ErrorCode.DuplicateBrokerRegistration or ErrorCode.InvalidRegistration:
                        throw new BrokerException($"cluster {clusterId} does not take this node in: {answer.ErrorMessage ?? answer.ErrorCode.ToString()}");
                    case ErrorCode.InconsistentClusterId:
                        problem = $"{address} belongs to another cluster";
                        break;
                    default:
                        problem = $"{address}: {answer.ErrorMessage ?? answer.ErrorCode.ToString()}";
                        break;
                }
            }
            catch (ClientException e)
            {
                problem = e.Message;
            }
        }

        return (null, problem);
    }

    private NodeEntry Enter(string clusterId, BrokerAddress address, BrokerRegistrationResponse answer)
    {
        if (answer.NodeId < 0) throw new BrokerException($"{address} gave this node the id {answer.NodeId}, which is none: is it of another version?");
        folder.Identify(new Storage.NodeIdentity(clusterId, answer.NodeId));
        JoiningLogLines.Joined(log, clusterId, answer.NodeId, address.ToString());
        return new NodeEntry(clusterId, answer.NodeId, EntryKind.Joined)
        {
            Nodes = [.. answer.Nodes.Select(n => new MemberAddress(n.NodeId, n.Host, n.Port))],
            LeaderId = answer.LeaderId,
            LeaderEpoch = answer.LeaderEpoch,
        };
    }

    private BrokerRegistrationRequest Request(string clusterId)
    {
        ReplicaFolder replica = folder.FindReplica(TopicName.Cluster, 0) ?? folder.CreateReplica(TopicName.Cluster, s_clusterTopic, 0);
        var request = new BrokerRegistrationRequest
        {
            BrokerId = options.NodeId,
            ClusterId = clusterId,
            IncarnationId = _incarnation,
            ClusterReplicaId = replica.Id,
        };
        request.Listeners.Add(new() { Name = "kafka", Host = NodeAddress.HostOf(options), Port = (ushort)options.Listen.Port });
        return request;
    }
}
