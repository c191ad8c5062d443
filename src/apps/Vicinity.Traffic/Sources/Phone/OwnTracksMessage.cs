namespace Vicinity.Traffic;

/// <summary>What a message of OwnTracks says.</summary>
public enum OwnTracksMessage
{
    /// <summary>A position.</summary>
    Position,

    /// <summary>A location of a phone that does not know where it is.</summary>
    NoFix,

    /// <summary>Something that only who has the phone's key can read.</summary>
    Encrypted,

    /// <summary>Something else of the app, which means nothing here.</summary>
    Other,
}
