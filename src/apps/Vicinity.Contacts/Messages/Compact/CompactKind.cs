namespace Vicinity.Contacts;

/// <summary>What a compact message holds: its second byte.</summary>
public enum CompactKind : byte
{
    /// <summary>A chunk of a crowd, all of it.</summary>
    KeyFrame = 1,

    /// <summary>What has changed in a chunk of a crowd since the tick before.</summary>
    Differences = 2,

    /// <summary>Contacts for which the record before had no more room.</summary>
    FurtherContacts = 3,

    /// <summary>The report of one person.</summary>
    Report = 4,
}
