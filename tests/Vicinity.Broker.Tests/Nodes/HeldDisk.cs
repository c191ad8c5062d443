using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>A file system whose syncs of some files wait until the test lets them go, or half a minute is over. Thread-safe.</summary>
internal sealed class HeldDisk(IFileSystem inner) : IFileSystem, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _free = new(true);
    private volatile string _held = "";
    private int _waiting;
    private int _syncs;

    /// <summary>Syncs that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Syncs of held files that were let go since <see cref="Hold"/>.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>From now on syncs of the files of this replica wait.</summary>
    /// <param name="name">Topic and partition, as <c>t-0</c>. The whole name of its folder counts: the random name of the data folder may contain the same letters.</param>
    public void HoldReplica(string name) => Hold($"{System.IO.Path.DirectorySeparatorChar}{name}{System.IO.Path.DirectorySeparatorChar}");

    /// <summary>From now on syncs of files whose path contains this text wait.</summary>
    /// <param name="pathPart">With a character that no temporary folder's name has.</param>
    public void Hold(string pathPart)
    {
        _free.Reset();
        _syncs = 0;
        _held = pathPart;
    }

    public void LetGo() => _free.Set();

    public void Dispose() => _free.Dispose();

    public IFile Open(string path, FileOpening opening) => new HeldFile(this, inner.Open(path, opening));

    public bool FileExists(string path) => inner.FileExists(path);

    public bool FolderExists(string path) => inner.FolderExists(path);

    public IReadOnlyList<string> FilesIn(string folder) => inner.FilesIn(folder);

    public IReadOnlyList<string> FoldersIn(string folder) => inner.FoldersIn(folder);

    public void CreateFolder(string path) => inner.CreateFolder(path);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void DeleteFile(string path) => inner.DeleteFile(path);

    public void DeleteFolder(string path) => inner.DeleteFolder(path);

    public void SyncFolder(string path) => inner.SyncFolder(path);

    public DiskSpace SpaceOf(string folder) => inner.SpaceOf(folder);

    public IFileLock? TryLock(string path) => inner.TryLock(path);

    private sealed class HeldFile(HeldDisk disk, IFile inner) : IFile
    {
        public string Path => inner.Path;

        public long Length => inner.Length;

        public int Read(Span<byte> destination, long at) => inner.Read(destination, at);

        public void Write(ReadOnlySpan<byte> source, long at) => inner.Write(source, at);

        public void SetLength(long length) => inner.SetLength(length);

        public void Sync()
        {
            if (disk._held.Length > 0 && Path.Contains(disk._held, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref disk._waiting);
                disk._free.Wait(s_patience);
                Interlocked.Decrement(ref disk._waiting);
                Interlocked.Increment(ref disk._syncs);
            }

            inner.Sync();
        }

        public void Dispose() => inner.Dispose();
    }
}
