namespace Vicinity.Membership;

/// <summary>What became of a datagram that arrived.</summary>
public enum DatagramVerdict
{
    /// <summary>It was taken.</summary>
    Accepted,

    /// <summary>It is not one of ours, or of another version.</summary>
    Malformed,

    /// <summary>A key is set here, and it is not signed.</summary>
    Unsigned,

    /// <summary>It is signed with another key, or signed while no key is set here, or it was changed on its way.</summary>
    WrongKey,

    /// <summary>It is signed, but its time is too far from the time here: an old datagram, or clocks that differ.</summary>
    WrongTime,

    /// <summary>It was taken before.</summary>
    Repeated,

    /// <summary>More came than is taken at one time.</summary>
    TooMany,
}
