namespace Vicinity.Contacts;

/// <summary>What a recording of people holds.</summary>
public enum RecordingKind
{
    /// <summary>Where people were; who was near whom follows from it.</summary>
    Positions,

    /// <summary>Who was near whom; where that was is not known.</summary>
    Contacts,
}
