namespace Vicinity.Broker;

/// <summary>States of a consumer group; the names are those that DescribeGroups and ListGroups show.</summary>
internal enum GroupState
{
    /// <summary>No members; committed offsets may exist.</summary>
    Empty,

    /// <summary>Collecting JoinGroup requests.</summary>
    PreparingRebalance,

    /// <summary>A generation has begun; its leader's assignment is awaited.</summary>
    CompletingRebalance,

    /// <summary>All members have, or can ask for, their assignment.</summary>
    Stable,

    /// <summary>Deleted. The object is of no use any more; the name may be used again.</summary>
    Dead,
}
