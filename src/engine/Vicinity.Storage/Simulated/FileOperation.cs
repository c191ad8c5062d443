namespace Vicinity.Storage;

/// <summary>Operations of <see cref="SimulatedFileSystem"/> that can be made to fail.</summary>
public enum FileOperation
{
    /// <summary><see cref="IFile.Write"/>; half of the bytes arrive before the error.</summary>
    Write,

    /// <summary><see cref="IFile.SetLength"/>.</summary>
    SetLength,

    /// <summary><see cref="IFile.Sync"/>; what was written since the last success is then out of reach of any later sync, as on Linux.</summary>
    Sync,

    /// <summary><see cref="IFileSystem.Rename"/>.</summary>
    Rename,

    /// <summary><see cref="IFileSystem.SyncFolder"/>.</summary>
    SyncFolder,

    /// <summary><see cref="IFile.Read"/>.</summary>
    Read,
}
