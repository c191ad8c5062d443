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
        return Making(path, () => new PhysicalFile(path, File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete)));
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
    public void CreateFolder(string path) => Making(path, () => Directory.CreateDirectory(path));

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        SameFolder.Require(from, to);
        Making(to, () =>
        {
            if (Directory.Exists(from)) Directory.Move(from, to);
            else File.Move(from, to, overwrite: true);
            return true;
        });
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
    public IFileLock? TryLock(string path)
    {
        try
        {
            return new PhysicalFileLock(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>A name, too, takes room.</summary>
    private static T Making<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (IOException e) when (SystemCalls.IsDiskFull(e))
        {
            throw new DiskFullException(path, 0, e);
        }
    }

    private static string[] Names(IEnumerable<string> paths)
    {
        string[] names = [.. paths.Select(p => Path.GetFileName(p))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
