namespace Vicinity.Weather;

/// <summary>What became of a reading.</summary>
public enum ReadingFate : byte
{
    /// <summary>It is in its window.</summary>
    InTime = 0,

    /// <summary>Its window was closed; it is added as a correction.</summary>
    Late = 1,

    /// <summary>Its window was closed and takes no more corrections: it is not counted.</summary>
    TooLate = 2,

    /// <summary>It came before.</summary>
    Duplicate = 3,

    /// <summary>Its number lies below those that are remembered, so it may have come before: it is not counted.</summary>
    Forgotten = 4,

    /// <summary>Its sensor is one too many: it is not counted.</summary>
    TooManySensors = 5,

    /// <summary>Its window would be one too many: it is not counted.</summary>
    TooManyParts = 6,
}
