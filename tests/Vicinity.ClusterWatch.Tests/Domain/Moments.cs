using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.ClusterWatch.Tests;

/// <summary>What nodes answer, made short for tests: times are seconds from a fixed moment.</summary>
internal static class Moments
{
    public static DateTimeOffset At(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000).AddSeconds(seconds);

    public static ClusterTopology Topology(int controller, int[] nodes, params TopicDescription[] topics) =>
        new("c", controller, [.. nodes.Select(n => new ClusterNode(n, "127.0.0.1", 9000 + n, null))], topics);

    public static TopicDescription Topic(string name, params PartitionDescription[] partitions) => new() { Name = name, Id = new Guid(name.Sum(c => c), 1, 1, new byte[8]), Partitions = partitions };

    public static PartitionDescription Partition(int leader, int epoch, int[] replicas, int[]? inSync = null, int index = 0) =>
        new() { Index = index, LeaderId = leader, LeaderEpoch = epoch, Replicas = replicas, InSyncReplicas = inSync ?? replicas };

    public static NodeReport Answer(int node, double at, ClusterTopology? topology = null) => new(node, At(at), NodeOutcome.Answered) { Topology = topology };

    public static NodeReport Refusal(int node, double at) => new(node, At(at), NodeOutcome.Refused);

    public static NodeReport Quorum(int node, double at, string topic, int epoch, long highWatermark, params (int Node, long End, double BehindSeconds)[] replicas) => Answer(node, at) with
    {
        Quorums = new Dictionary<TopicPartition, QuorumDescription>
        {
            [new(topic, 0)] = new(node, epoch, highWatermark, [.. replicas.Select(r => new ReplicaDescription(r.Node, r.End, At(at), At(at - r.BehindSeconds)))], []),
        },
    };

    public static NodeReport Told(int node, double at, params ClusterEvent[] events) => Answer(node, at) with { Events = new NodeEvents(node, new Guid(node, 0, 0, new byte[8]), 100, At(at), events) };

    public static ClusterEvent Election(string topic, int node, int epoch, double at, int before = -1, int ms = 140, int partition = 0) =>
        new(ClusterEventKind.LeaderElected) { Topic = topic, Partition = partition, NodeId = node, OtherNodeId = before, Epoch = epoch, Time = At(at), Duration = TimeSpan.FromMilliseconds(ms) };

    public static ClusterEvent Lost(int node, double at, string? detail = null) => new(ClusterEventKind.NodeLost) { NodeId = node, Time = At(at), Detail = detail };
}
