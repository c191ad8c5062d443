using System.Net;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Nodes: registration and heartbeats; and producer ids.</content>
internal sealed partial class ClusterController
{
    private const int ProducerIdBlock = 1000;

    /// <summary>Registers a node, or tells the one that asks for an id which it has from now on.</summary>
    /// <param name="request">What the node says of itself.</param>
    /// <param name="clusterId">Id of this cluster.</param>
    /// <param name="remote">The address that the request came from, for a node that names no host.</param>
    public Task<BrokerRegistrationResponse> RegisterAsync(BrokerRegistrationRequest request, string clusterId, IPAddress remote)
    {
        // A change that runs may be waiting for this very node, and the registration waits for that change.
        if (IsHere && request.ClusterId == clusterId && Image.Nodes.GetValueOrDefault(request.BrokerId)?.ClusterReplica == request.ClusterReplicaId) watch.Heard(request.BrokerId);
        return changes.RunAsync(() => RegisterAloneAsync(request, clusterId, remote), Refused);
    }

    /// <summary>Takes a node's heartbeat.</summary>
    public BrokerHeartbeatResponse Heartbeat(BrokerHeartbeatRequest request)
    {
        if (!IsHere) return new() { ErrorCode = ErrorCode.NotController };
        if (!Image.Nodes.ContainsKey(request.BrokerId)) return new() { ErrorCode = ErrorCode.BrokerIdNotRegistered };
        watch.Heard(request.BrokerId);
        watch.Report(request.BrokerId, [.. request.MissingReplicas.Select(m => (m.TopicId, m.Partition, m.ReplicaId))]);
        return new() { IsCaughtUp = HasApplied(request.CurrentMetadataOffset) };
    }

    /// <inheritdoc cref="ClusterChanges.HasApplied"/>
    public bool HasApplied(long offset) => changes.HasApplied(offset);

    /// <inheritdoc cref="NodeWatch.ConnectionLost"/>
    public void ConnectionLost(int nodeId) => watch.ConnectionLost(nodeId);

    /// <summary>Reserves a block of producer ids that were never handed out before.</summary>
    public Task<(ChangeOutcome Outcome, long First, int Count)> AllocateProducerIdsAsync() => changes.RunAsync(
        async () =>
        {
            long first = Image.NextProducerId;
            (ChangeOutcome outcome, long _) = await changes.CommitAsync([ClusterRecord.Reserving(first + ProducerIdBlock)]).ConfigureAwait(false);
            return (outcome, first, ProducerIdBlock);
        },
        (error, message) => (new ChangeOutcome(error, message), -1, 0));

    private async Task<BrokerRegistrationResponse> RegisterAloneAsync(BrokerRegistrationRequest request, string clusterId, IPAddress remote)
    {
        if (request.ClusterId != clusterId) return Refused(ErrorCode.InconsistentClusterId, $"this is cluster {clusterId}, not {request.ClusterId}");
        if (request.Listeners is not [var listener, ..]) return Refused(ErrorCode.InvalidRegistration, "a node without a listener cannot be reached");
        if (request.ClusterReplicaId == Guid.Empty) return Refused(ErrorCode.InvalidRegistration, "a node needs a replica of the cluster's own log");
        int id = request.BrokerId;
        ClusterNode? same = Image.Nodes.Values.FirstOrDefault(n => n.ClusterReplica == request.ClusterReplicaId);
        if (id < 0) id = same?.Id ?? Image.Nodes.Keys.Append(options.NodeId).Max() + 1;
        ClusterNode? known = Image.Nodes.GetValueOrDefault(id);
        if (known is not null && known.ClusterReplica != request.ClusterReplicaId && watch.IsAlive(id))
            return Refused(ErrorCode.DuplicateBrokerRegistration, $"node {id} of this cluster is alive at {known.Host}:{known.Port}, with another data folder: give this node another id, or none");
        var node = new ClusterNode(id, listener.Host.Length > 0 ? listener.Host : remote.ToString(), listener.Port, request.ClusterReplicaId);
        long end = changes.Applied;
        if (node != known)
        {
            (ChangeOutcome outcome, end) = await changes.CommitAsync([ClusterRecord.Of(node)]).ConfigureAwait(false);
            if (!outcome.IsDone) return Refused(outcome.Error, outcome.Message!);
            ControllerLogLines.NodeRegistered(log, id, node.Host, node.Port);
        }

        if (known is null && id != options.NodeId) events.Record(new(ClusterEventKind.NodeJoined) { NodeId = id });
        watch.Heard(id);
        var response = new BrokerRegistrationResponse { BrokerEpoch = end, NodeId = id, LeaderId = options.NodeId, LeaderEpoch = changes.Epoch };
        foreach (ClusterNode other in Image.Nodes.Values) response.Nodes.Add(new() { NodeId = other.Id, Host = other.Host, Port = other.Port });
        return response;
    }

    private static BrokerRegistrationResponse Refused(ErrorCode error, string message) => new() { ErrorCode = error, ErrorMessage = message };
}
