namespace Vicinity.Contacts;

/// <summary>Why a message is not taken; what is dropped is counted by it.</summary>
public enum MessageProblem
{
    /// <summary>It is longer than the bound.</summary>
    TooLong,

    /// <summary>It is no JSON object.</summary>
    NotJson,

    /// <summary>It begins like a compact message and is none.</summary>
    NotCompact,

    /// <summary>It has no uuid, or one that is none.</summary>
    NoIdentity,

    /// <summary>It has no position of two finite numbers.</summary>
    NoPosition,

    /// <summary>Its position is not on the field.</summary>
    OutsideField,

    /// <summary>It has no time, or one that is none.</summary>
    NoTime,

    /// <summary>Its time is too far ahead.</summary>
    FromTheFuture,

    /// <summary>A field has a value of another type or out of its bounds.</summary>
    WrongValue,

    /// <summary>It has more contacts than the bound.</summary>
    TooManyContacts,

    /// <summary>Its simulation is of another kind: a device's report in a run whose ticks are counted, or a crowd's frame among devices.</summary>
    OtherSimulation,

    /// <summary>Reading it failed in a way that nobody foresaw.</summary>
    Unreadable,
}
