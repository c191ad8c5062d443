namespace Vicinity.Membership;

/// <summary>What nodes say to each other by UDP. Layout: docs/formats/discovery.md. Immutable.</summary>
public abstract record Datagram
{
    /// <summary>Id of the sender, drawn at random when its process starts; among nodes that ask at the same time, the lowest founds the cluster.</summary>
    public required UInt128 Sender { get; init; }

    /// <summary>Drawn at random for each datagram.</summary>
    public required UInt128 Nonce { get; init; }

    /// <summary>The sender's clock, in milliseconds of Unix time.</summary>
    public required long UnixMs { get; init; }
}

/// <summary>What the sender of a question is doing.</summary>
public enum AskerState : byte
{
    /// <summary>It looks for a cluster, and founds one if it may.</summary>
    Seeking = 1,

    /// <summary>It has decided to found a cluster and is at it.</summary>
    Founding = 2,

    /// <summary>It has found a cluster and registers with it.</summary>
    Joining = 3,

    /// <summary>It belongs to a cluster and asks where the others are.</summary>
    Member = 4,
}

/// <summary>A question for other nodes. Sent to the broadcast address; always as long as the longest answer.</summary>
public sealed record AskDatagram : Datagram
{
    /// <summary>What the sender is doing.</summary>
    public required AskerState State { get; init; }

    /// <summary>The cluster that the sender belongs to or is joining; empty: any.</summary>
    public string ClusterId { get; init; } = "";

    /// <summary>Nodes that must hear each other before the sender, or the node that it supports, founds; 0: any number.</summary>
    public int Expect { get; init; }

    /// <summary>Id of the asker that the sender leaves the founding to; its own when it knows no lower one.</summary>
    public UInt128 Supports { get; init; }

    /// <summary>Port on which the sender will serve the Kafka protocol, for messages to people; 0: not known yet.</summary>
    public int Port { get; init; }
}

/// <summary>A member describes its cluster: in answer to a question, or to all.</summary>
public sealed record MemberDatagram : Datagram
{
    /// <summary>Nonce of the question that this answers; 0: an announcement.</summary>
    public UInt128 Answers { get; init; }

    /// <summary>Id of the cluster.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The sender itself.</summary>
    public required MemberAddress Self { get; init; }

    /// <summary>Ids of the nodes that keep the cluster's own log.</summary>
    public IReadOnlyList<int> Controllers { get; init; } = [];

    /// <summary>Other nodes of the cluster, as many as there is room for.</summary>
    public IReadOnlyList<MemberAddress> Members { get; init; } = [];
}
