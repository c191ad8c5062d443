namespace Vicinity.Contacts;

/// <summary>What a frame tells of the contact of two people.</summary>
internal enum ContactEvent : byte
{
    /// <summary>It begins at this tick.</summary>
    Began = 0,

    /// <summary>They are nearer to each other than before, at this tick.</summary>
    Nearer = 1,

    /// <summary>It ended at the tick before.</summary>
    Ended = 2,

    /// <summary>It goes on at this tick, or has begun; in key frames only.</summary>
    GoesOn = 3,
}
