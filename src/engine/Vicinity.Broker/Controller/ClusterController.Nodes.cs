using System.Net;
using Vicinity.Membership;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Nodes: registration, heartbeats, who is alive; and producer ids.</content>
internal sealed partial class ClusterController
{
    private const int ProducerIdBlock = 1000;
    private readonly Dictionary<int, (long EndOffset, IReadOnlyList<(Guid TopicId, int Partition, Guid ReplicaId)> Missing)> _reports = [];

    /// <summary>Registers a node, or tells the one that asks for an id which it has from now on.</summary>
    /// <param name="request">What the node says of itself.</param>
    /// <param name="clusterId">Id of this cluster.</param>
    /// <param name="remote">The address that the request came from, for a node that names no host.</param>
    public Task<BrokerRegistrationResponse> RegisterAsync(BrokerRegistrationRequest request, string clusterId, IPAddress remote)
    {
        // A change that runs may be waiting for this very node, and the registration waits for that change.
        if (IsHere && request.ClusterId == clusterId && Image.Nodes.GetValueOrDefault(request.BrokerId)?.ClusterReplica == request.ClusterReplicaId) Heard(request.BrokerId);
        return ChangeAsync(() => RegisterAloneAsync(request, clusterId, remote), Refused, _stopping.Token);
    }

    /// <summary>Takes a node's heartbeat.</summary>
    public BrokerHeartbeatResponse Heartbeat(BrokerHeartbeatRequest request)
    {
        if (!IsHere) return new() { ErrorCode = ErrorCode.NotController };
        if (!Image.Nodes.ContainsKey(request.BrokerId)) return new() { ErrorCode = ErrorCode.BrokerIdNotRegistered };
        Heard(request.BrokerId);
        lock (_livenessGate) _reports[request.BrokerId] = (request.CurrentMetadataOffset, [.. request.MissingReplicas.Select(m => (m.TopicId, m.Partition, m.ReplicaId))]);
        return new() { IsCaughtUp = HasApplied(request.CurrentMetadataOffset) };
    }

    /// <summary>Whether a node that has applied the log up to there knows all that the cluster knows; false while this one cannot tell.</summary>
    public bool HasApplied(long offset) => replica.LeadsWithCurrentHighWatermark && offset >= replica.CommittedOffset;

    /// <summary>The connection to a node broke or was refused.</summary>
    public void ConnectionLost(int nodeId)
    {
        lock (_livenessGate) _liveness.ConnectionLost(nodeId, Now);
    }

    /// <summary>Reserves a block of producer ids that were never handed out before.</summary>
    public Task<(ChangeOutcome Outcome, long First, int Count)> AllocateProducerIdsAsync() => ChangeAsync(
        async () =>
        {
            long first = Image.NextProducerId;
            (ChangeOutcome outcome, long _) = await CommitAsync([ClusterRecord.Reserving(first + ProducerIdBlock)]).ConfigureAwait(false);
            return (outcome, first, ProducerIdBlock);
        },
        (error, message) => (new ChangeOutcome(error, message), -1, 0),
        _stopping.Token);

    private async Task<BrokerRegistrationResponse> RegisterAloneAsync(BrokerRegistrationRequest request, string clusterId, IPAddress remote)
    {
        if (request.ClusterId != clusterId) return Refused(ErrorCode.InconsistentClusterId, $"this is cluster {clusterId}, not {request.ClusterId}");
        if (request.Listeners is not [var listener, ..]) return Refused(ErrorCode.InvalidRegistration, "a node without a listener cannot be reached");
        if (request.ClusterReplicaId == Guid.Empty) return Refused(ErrorCode.InvalidRegistration, "a node needs a replica of the cluster's own log");
        int id = request.BrokerId;
        ClusterNode? same = Image.Nodes.Values.FirstOrDefault(n => n.ClusterReplica == request.ClusterReplicaId);
        if (id < 0) id = same?.Id ?? Image.Nodes.Keys.Append(options.NodeId).Max() + 1;
        ClusterNode? known = Image.Nodes.GetValueOrDefault(id);
        if (known is not null && known.ClusterReplica != request.ClusterReplicaId && IsAlive(id))
            return Refused(ErrorCode.DuplicateBrokerRegistration, $"node {id} of this cluster is alive at {known.Host}:{known.Port}, with another data folder: give this node another id, or none");
        var node = new ClusterNode(id, listener.Host.Length > 0 ? listener.Host : remote.ToString(), listener.Port, request.ClusterReplicaId);
        long end = follower.Applied;
        if (node != known)
        {
            (ChangeOutcome outcome, end) = await CommitAsync([ClusterRecord.Of(node)]).ConfigureAwait(false);
            if (!outcome.IsDone) return Refused(outcome.Error, outcome.Message!);
            ControllerLogLines.NodeRegistered(log, id, node.Host, node.Port);
        }

        if (known is null && id != options.NodeId) events.Record(new(ClusterEventKind.NodeJoined) { NodeId = id });
        Heard(id);
        var response = new BrokerRegistrationResponse { BrokerEpoch = end, NodeId = id, LeaderId = options.NodeId, LeaderEpoch = replica.Epoch };
        foreach (ClusterNode other in Image.Nodes.Values) response.Nodes.Add(new() { NodeId = other.Id, Host = other.Host, Port = other.Port });
        return response;
    }

    private bool IsAlive(int nodeId)
    {
        lock (_livenessGate) return nodeId == options.NodeId || _liveness.IsAlive(nodeId);
    }

    private void Heard(int nodeId)
    {
        if (nodeId == options.NodeId) return;
        LivenessChange? change;
        lock (_livenessGate) change = _liveness.Heard(nodeId, Now);
        if (change is { Kind: LivenessChangeKind.Back } back)
        {
            ControllerLogLines.NodeBack(log, nodeId, back.ForMs);
            events.Record(new(ClusterEventKind.NodeBack) { NodeId = nodeId, Duration = TimeSpan.FromMilliseconds(back.ForMs) });
        }
    }

    /// <summary>Calls lost whoever was silent for too long. A node that has just become the controller has heard nobody: all get the whole time from then on.</summary>
    private void WatchNodes()
    {
        IReadOnlyList<LivenessChange> lost;
        lock (_livenessGate)
        {
            bool isNew = !_isWatching;
            _isWatching = true;
            if (isNew)
            {
                _reports.Clear();
                _leadersLookedAtMs = Now;
                _namesLeadersAtMs = Now + HearsLeadersMs;
            }

            foreach (int id in Image.Nodes.Keys)
            {
                if (id == options.NodeId || (!isNew && _liveness.Nodes.Contains(id))) continue;
                _liveness.Watch(id, isAlive: true, Now);
                if (!nodes.IsReached(id)) _liveness.ConnectionLost(id, Now);
            }

            lost = _liveness.Tick(Now);
        }

        foreach (LivenessChange change in lost)
        {
            ControllerLogLines.NodeLost(log, change.NodeId, change.ForMs);
            events.Record(new(ClusterEventKind.NodeLost) { NodeId = change.NodeId });
        }
    }

    /// <summary>Nodes that have been away for so long that their replicas go elsewhere.</summary>
    private HashSet<int> NodesAwayTooLong()
    {
        long limit = (long)options.ReplaceLostAfter.TotalMilliseconds;
        lock (_livenessGate) return [.. _liveness.Nodes.Where(n => _liveness.LostSince(n) is long since && Now - since >= limit)];
    }

    private static BrokerRegistrationResponse Refused(ErrorCode error, string message) => new() { ErrorCode = error, ErrorMessage = message };
}
