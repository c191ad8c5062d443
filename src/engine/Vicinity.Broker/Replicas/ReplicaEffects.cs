using Vicinity.Consensus;

namespace Vicinity.Broker;

/// <summary>What an input to a replica leads to outside its lock; carried out by <see cref="Replica.Dispatch"/>. Most inputs lead to none.</summary>
internal sealed class ReplicaEffects
{
    /// <summary>Messages to other nodes.</summary>
    public List<QuorumAction>? Messages { get; set; }

    /// <summary>Nodes to which another Fetch is wanted than before, or none any more.</summary>
    public List<int>? FetchNodes { get; set; }

    /// <summary>Role, epoch or leader changed.</summary>
    public bool LeadershipChanged { get; set; }

    /// <summary>Requests that waited for records that this replica can no longer promise.</summary>
    public IReadOnlyList<CommitWait> Abandoned { get; set; } = [];

    /// <summary>Whether the replica can no longer promise what it appended: all that wait for it have to be answered.</summary>
    public bool EndsPromises { get; set; }
}
