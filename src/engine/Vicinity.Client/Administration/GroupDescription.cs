using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>A consumer group and its members.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Empty, PreparingRebalance, CompletingRebalance, Stable or Dead (unknown).</param>
/// <param name="ProtocolType">"consumer" for consumers.</param>
/// <param name="Assignor">Name of the assignor in force.</param>
/// <param name="Coordinator">Node that coordinates it.</param>
/// <param name="Members">Its members.</param>
public sealed record GroupDescription(
    string Id, string State, string ProtocolType, string Assignor, ClusterNode Coordinator, IReadOnlyList<GroupMember> Members);

/// <summary>A member of a group.</summary>
/// <param name="Id">Id that the coordinator gave it.</param>
/// <param name="InstanceId">Its static name, if it has one.</param>
/// <param name="ClientId">Name of the client.</param>
/// <param name="ClientHost">Where it connected from.</param>
/// <param name="Assignment">Partitions that it reads; empty while the group rebalances.</param>
public sealed record GroupMember(string Id, string? InstanceId, string ClientId, string ClientHost, IReadOnlyList<TopicPartition> Assignment);
