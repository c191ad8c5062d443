using System.Collections.Immutable;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// On which nodes a partition has replicas. Which of them vote is said by the partition's own log: its leader adds and removes voters until
/// they are the <see cref="Wanted"/> ones.
/// </summary>
/// <param name="Moves">How often the partition was moved. A replica that opens before the first move starts from the first voters; later ones learn them from the log.</param>
/// <param name="Replicas">The replicas, the preferred leader first; empty only for topics of version 1 records, written when a cluster had one node.</param>
/// <param name="Target">The replicas after the move that is under way, the preferred leader first; empty when there is none.</param>
internal sealed record PartitionAssignment(int Moves, ImmutableArray<Voter> Replicas, ImmutableArray<Voter> Target)
{
    /// <summary>A new partition.</summary>
    public PartitionAssignment(ImmutableArray<Voter> replicas)
        : this(0, replicas, [])
    {
    }

    /// <summary>Whether replicas are being added or removed.</summary>
    public bool IsMoving => Target.Length > 0;

    /// <summary>The voters that the partition should have.</summary>
    public ImmutableArray<Voter> Wanted => IsMoving ? Target : Replicas;

    /// <summary>All replicas that there are to be at the moment: those of before the move and those of after it.</summary>
    public IEnumerable<Voter> All => IsMoving ? Target.Union(Replicas) : Replicas;

    /// <summary>The replica that a node is to have, or null. While its disk is being exchanged a node has two: the one that stays is meant.</summary>
    public Voter? On(int nodeId)
    {
        foreach (Voter voter in Target)
        {
            if (voter.NodeId == nodeId) return voter;
        }

        foreach (Voter voter in Replicas)
        {
            if (voter.NodeId == nodeId) return voter;
        }

        return null;
    }

    /// <summary>The same partition on its way to other replicas. Those of a move that is given up stay until the leader has removed them.</summary>
    public PartitionAssignment MovingTo(ImmutableArray<Voter> target) => new(Moves + 1, IsMoving ? [.. Replicas.Union(Target)] : Replicas, target);

    /// <summary>The partition after the move.</summary>
    public PartitionAssignment Moved() => new(Moves, Target, []);

    /// <inheritdoc/>
    public bool Equals(PartitionAssignment? other) =>
        other is not null && Moves == other.Moves && Replicas.AsSpan().SequenceEqual(other.Replicas.AsSpan()) && Target.AsSpan().SequenceEqual(other.Target.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Moves, Replicas.Length, Target.Length);
}
