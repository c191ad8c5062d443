namespace Vicinity.Contacts;

/// <summary>What a device makes of a message that it hears.</summary>
public enum Hearing
{
    /// <summary>A contact: the other one is within the radius.</summary>
    Contact,

    /// <summary>The other one is further away than the radius.</summary>
    OutOfRange,

    /// <summary>It is the device's own message.</summary>
    Own,

    /// <summary>The other one, or the device's own person, does not live.</summary>
    NotAlive,

    /// <summary>The message is of another simulation.</summary>
    OtherSimulation,

    /// <summary>There have been too many others in this tick.</summary>
    TooManyNeighbours,
}
