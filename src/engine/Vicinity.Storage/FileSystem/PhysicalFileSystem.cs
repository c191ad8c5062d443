namespace Vicinity.Storage;

/// <summary>The file system of the machine. Has no state.</summary>
public sealed class PhysicalFileSystem : IFileSystem
{
    /// <summary>The one instance that is needed.</summary>
    public static PhysicalFileSystem Instance { get; } = new();

    /// <inheritdoc/>
    public IFile Open(string path, FileOpening opening)
    {
        FileMode mode = opening == FileOpening.Emptied ? FileMode.Create : FileMode.Open;
        FileAccess access = opening == FileOpening.Read ? FileAccess.Read : FileAccess.ReadWrite;
        return new PhysicalFile(path, File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public bool FolderExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> FilesIn(string folder) => Directory.Exists(folder) ? Names(Directory.EnumerateFiles(folder)) : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> FoldersIn(string folder) => Directory.Exists(folder) ? Names(Directory.EnumerateDirectories(folder)) : [];

    /// <inheritdoc/>
    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        SameFolder.Require(from, to);
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        if (File.Exists(path)) File.Delete(path);
    }

    /// <inheritdoc/>
    public void DeleteFolder(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <inheritdoc/>
    public void SyncFolder(string path) => SystemCalls.SyncDirectory(path);

    /// <inheritdoc/>
    public DiskSpace SpaceOf(string folder)
    {
        var drive = new DriveInfo(Path.GetFullPath(folder));
        return new DiskSpace(drive.TotalSize, drive.AvailableFreeSpace);
    }

    /// <inheritdoc/>
    public IDisposable? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static string[] Names(IEnumerable<string> paths)
    {
        string[] names = [.. paths.Select(p => Path.GetFileName(p))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
