namespace Vicinity.Weather;

/// <summary>Whether a reading's number was seen before.</summary>
public enum NumberFate
{
    /// <summary>It was not.</summary>
    New,

    /// <summary>It was.</summary>
    Seen,

    /// <summary>It lies below those that are remembered: it may have been.</summary>
    Forgotten,
}
