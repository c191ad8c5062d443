namespace Vicinity.Contacts;

/// <summary>Where the people of a run come from.</summary>
public enum RunKind
{
    /// <summary>A crowd in one process, which its plan decides.</summary>
    Crowd,

    /// <summary>Devices: one process a person.</summary>
    Devices,

    /// <summary>A recording of real people.</summary>
    Recorded,
}
