namespace Vicinity.Broker;

/// <summary>What is stored of a group, so that a restart keeps its generation, members and assignments.</summary>
/// <param name="GroupId">Its name.</param>
/// <param name="Generation">Number of the last rebalance.</param>
/// <param name="ProtocolType">"consumer" for consumer groups; null when no member ever joined.</param>
/// <param name="ProtocolName">The assignor chosen, or null while empty.</param>
/// <param name="LeaderId">Member id of the leader, or null while empty.</param>
/// <param name="StateSinceMs">When it came into this state, in Unix time; below 1 for unknown.</param>
/// <param name="Members">Its members, none while empty.</param>
internal sealed record GroupSnapshot(
    string GroupId, int Generation, string? ProtocolType, string? ProtocolName, string? LeaderId, long StateSinceMs, IReadOnlyList<MemberSnapshot> Members);

/// <summary>What is stored of a member: of its protocols only the chosen one, as in Kafka; it tells all of them when it joins again.</summary>
internal sealed record MemberSnapshot(
    string Id,
    string? InstanceId,
    string ClientId,
    string ClientHost,
    int SessionTimeoutMs,
    int RebalanceTimeoutMs,
    byte[] Subscription,
    byte[] Assignment);
