namespace Vicinity.Contacts;

/// <summary>Why a datagram was dropped before it was read. Those that were read and refused are counted by <see cref="MessageProblem"/> and <see cref="Hearing"/>.</summary>
public enum DropReason
{
    /// <summary>The sender has no address on the interface's network.</summary>
    OtherNetwork,

    /// <summary>The sender sends faster than <see cref="ReceptionLimits.PerSender"/>.</summary>
    TooFast,

    /// <summary>There are more senders than <see cref="ReceptionLimits.Senders"/>.</summary>
    TooManySenders,

    /// <summary>All together send faster than <see cref="ReceptionLimits.Overall"/>.</summary>
    TooMany,
}
