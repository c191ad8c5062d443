using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What answers to clients say of the cluster: its nodes and their addresses, the controller, and the leader of each partition. Thread-safe.</summary>
internal sealed class ClusterDirectory(NodeIdentity identity, TopicRegistry topics, LeadershipTable leaders, ClusterController controller, PeerNetwork peers, LostMajority lostMajority, TimeProvider time)
{
    /// <summary>A node for clients.</summary>
    public readonly record struct Broker(int Id, string Host, int Port);

    /// <summary>Id of the cluster.</summary>
    public string ClusterId => identity.ClusterId;

    /// <summary>Whether a topic that this node does not know does not exist.</summary>
    public bool KnowsAll => topics.IsComplete;

    /// <summary>Waits until it is so, or the time is over.</summary>
    public Task KnowAllAsync(TimeSpan timeout) => topics.CompletedWithin(timeout, time);

    /// <summary>This node.</summary>
    public int SelfId => identity.NodeId;

    /// <summary>
    /// The nodes that can be reached, by id: this one at the address that the client used, others where they are reached. Those who answer there have shown that they are
    /// of this cluster; this node's copy of the cluster's own log may be behind, and not have them yet, or where they were before.
    /// </summary>
    public IReadOnlyList<Broker> Brokers(ConnectionInfo connection) => [.. peers.Known.Append(identity.NodeId).Order().Select(id => Find(id, connection)).OfType<Broker>()];

    /// <summary>The controller, which is always one of the brokers: this node stands in for one that is not reached, and says so when it is asked for its work.</summary>
    public int ControllerAmong(IReadOnlyList<Broker> brokers)
    {
        int id = controller.ControllerId;
        return brokers.Any(b => b.Id == id) ? id : identity.NodeId;
    }

    /// <summary>The address of a node, or null when it is not reached.</summary>
    public Broker? Find(int nodeId, ConnectionInfo connection)
    {
        if (nodeId == identity.NodeId)
        {
            (string host, int port) = identity.AddressFor(connection);
            return new Broker(nodeId, host, port);
        }

        if (peers.Reached(nodeId) is { } address) return new Broker(nodeId, address.Host, address.Port);
        // Some clients forget a node that is not named, and would have none left but this one.
        return lostMajority.IsOutOfTouch && lostMajority.MayRun(nodeId) && peers.Find(nodeId) is { } silent ? new Broker(nodeId, silent.Address.Host, silent.Address.Port) : null;
    }

    /// <summary>Where a client reaches a node, or null when it is not reached.</summary>
    public (string Host, int Port)? AddressOf(int nodeId, ConnectionInfo connection) => Find(nodeId, connection) is { } broker ? (broker.Host, broker.Port) : null;

    /// <summary>How many nodes can be reached, this one included.</summary>
    public int CountReached() => 1 + peers.Known.Count(peers.IsConnected);

    /// <summary>Whether a node can be reached.</summary>
    public bool IsReached(int nodeId) => nodeId == identity.NodeId || peers.IsConnected(nodeId);

    /// <summary>The leader of a partition: LEADER_NOT_AVAILABLE and -1 when none does, as far as is known, or the leader is not reached or its disk failed. One whose disk is full is still named, for readers, until another leads.</summary>
    public (ErrorCode Error, int LeaderId, int Epoch) LeaderOf(Topic topic, int partition)
    {
        KnownLeader? known = leaders.Find(topic.Id, partition);
        if (known is null) return (ErrorCode.LeaderNotAvailable, -1, topic.Replica(partition)?.Epoch ?? -1);
        bool serves = known.LeaderId == identity.NodeId
            ? topic.Replica(partition) is { } own && (own.ReadsOn || (own.Failure is null && lostMajority.MayBeNamed(own)))
            : peers.IsConnected(known.LeaderId) || (lostMajority.IsOutOfTouch && lostMajority.MayRun(known.LeaderId));
        return serves ? (ErrorCode.None, known.LeaderId, known.Epoch) : (ErrorCode.LeaderNotAvailable, -1, known.Epoch);
    }

    /// <summary>The leader of a partition, to be named beside an error; null when none can be named.</summary>
    public (int LeaderId, int Epoch)? KnownLeaderOf(Topic topic, int partition) =>
        LeaderOf(topic, partition) is (ErrorCode.None, int leader, int epoch) ? (leader, epoch) : null;

    /// <summary>Whether a client that asks this node for a partition should ask another one: this node has led it, and hears too few of the others.</summary>
    public bool SendsAway(Topic topic, int partition) => topic.Replica(partition) is { } own && lostMajority.SendsReadersAway(own);

    /// <summary>Whether a client that asks for the coordinator of groups should ask another node.</summary>
    public bool SendsMembersAway() => topics.Find(TopicName.ConsumerOffsets)?.Replica(0) is { } own && lostMajority.MayBeReplaced(own);

    /// <summary>The nodes of a partition's replicas that are in sync: the leader's own view, and elsewhere those that are reached.</summary>
    public List<int> InSync(Topic topic, int partition, IReadOnlyCollection<int> replicas)
    {
        if (topic.Replica(partition) is { Role: QuorumRole.Leader, Failure: null } leader) return [.. leader.Describe().InSync];
        return [.. replicas.Where(n => IsReached(n) && (n != identity.NodeId || topic.Replica(partition) is { Failure: null }))];
    }

    /// <summary>The node that coordinates all groups: the leader of the log of groups; null when there is none.</summary>
    public int? CoordinatorId()
    {
        Topic? offsets = topics.Find(TopicName.ConsumerOffsets);
        if (offsets?.Replica(0) is { } own && lostMajority.MayBeReplaced(own)) return null;
        return offsets is not null && LeaderOf(offsets, 0) is (ErrorCode.None, >= 0 and int leader, _) ? leader : null;
    }
}
