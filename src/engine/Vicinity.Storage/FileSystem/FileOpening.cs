namespace Vicinity.Storage;

/// <summary>How a file is opened.</summary>
public enum FileOpening
{
    /// <summary>It must exist; for reading only.</summary>
    Read,

    /// <summary>It must exist; for reading and writing.</summary>
    Existing,

    /// <summary>Created, or emptied if it exists; for reading and writing.</summary>
    Emptied,
}
