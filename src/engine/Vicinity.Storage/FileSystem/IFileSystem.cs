namespace Vicinity.Storage;

/// <summary>
/// The few things that storage needs of a file system. Names become durable by <see cref="SyncFolder"/> on the folder that
/// holds them and content by <see cref="IFile.Sync"/>; until then a power failure may undo any part, in any order.
/// Thread-safe. Paths use the separator of the system.
/// </summary>
public interface IFileSystem
{
    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">It does not exist and was not to be created.</exception>
    IFile Open(string path, FileOpening opening);

    /// <summary>True if there is a file of this name.</summary>
    bool FileExists(string path);

    /// <summary>True if there is a folder of this name.</summary>
    bool FolderExists(string path);

    /// <summary>Names, not paths, of the files in a folder, in ordinal order; none if there is no such folder.</summary>
    IReadOnlyList<string> FilesIn(string folder);

    /// <summary>Names, not paths, of the folders in a folder, in ordinal order; none if there is no such folder.</summary>
    IReadOnlyList<string> FoldersIn(string folder);

    /// <summary>Creates a folder and those above it; nothing if it exists.</summary>
    void CreateFolder(string path);

    /// <summary>Gives a file or folder another name in the same folder, in one step; a file that has that name is replaced.</summary>
    /// <exception cref="ArgumentException">The two paths are not in the same folder.</exception>
    void Rename(string from, string to);

    /// <summary>Removes a file; nothing if there is none. Readers that have it open go on reading it.</summary>
    void DeleteFile(string path);

    /// <summary>Removes a folder with all that it holds; nothing if there is none.</summary>
    void DeleteFolder(string path);

    /// <summary>Returns when the names in the folder are on disk as they are now.</summary>
    void SyncFolder(string path);

    /// <summary>Room on the file system that holds the folder.</summary>
    DiskSpace SpaceOf(string folder);

    /// <summary>Takes a file as a lock that no other process, and no other caller in this one, can hold too.</summary>
    /// <returns>Null if another process holds it.</returns>
    IFileLock? TryLock(string path);
}
