namespace Vicinity.Storage;

/// <summary>
/// The data directory of a node: its identity, its votes, and the folders of its replicas; held by one process at a time.
/// Layout: docs/formats/data-folder.md. Thread-safe.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    /// <summary>Name of the folder that holds those of the replicas.</summary>
    internal const string ReplicasName = "replicas";

    private const string NewEnding = ".new";
    private const string DeletedEnding = ".deleted";
    private const string DamagedEnding = ".damaged";

    private readonly IFileLock _lock;
    private readonly string _replicas;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _making = new(StringComparer.Ordinal);
    private NodeIdentity? _identity;
    private bool _disposed;

    private DataFolder(IFileSystem files, string path, IFileLock held)
    {
        _lock = held;
        FileSystem = files;
        Path = path;
        _replicas = System.IO.Path.Combine(path, ReplicasName);
        _identity = NodeFile.Read(files, path);
        DurableFolder.Create(files, _replicas);
        Votes = VoteJournal.Open(files, path);
        Sweep();
    }

    /// <summary>File system that holds the folder.</summary>
    public IFileSystem FileSystem { get; }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Votes and synced ends of all replicas.</summary>
    public VoteJournal Votes { get; }

    /// <summary>The identity of the node; null until <see cref="Identify"/> was called once.</summary>
    public NodeIdentity? Identity => Volatile.Read(ref _identity);

    /// <summary>Room on the disk.</summary>
    public DiskSpace Space => FileSystem.SpaceOf(Path);

    /// <summary>
    /// Why nothing may be written here any more: what is under <see cref="Path"/> is not the folder that was opened. Null while it is. Open files stay readable, but what is
    /// written to them is not found by the next start. Asks the file system each time.
    /// </summary>
    public string? Loss
    {
        get
        {
            if (_lock.IsInPlace) return null;
            return !FileSystem.FolderExists(Path) ? $"the data folder '{Path}' was removed or renamed"
                : !FileSystem.FileExists(LockPath) ? $"the data folder '{Path}' was replaced, or its file '{LockName}' was removed"
                : $"the data folder '{Path}' was replaced by another one";
        }
    }

    private string LockPath => System.IO.Path.Combine(Path, LockName);

    /// <summary>Creates the folder if it is not there, takes its lock, and removes what a crash left half-made.</summary>
    /// <exception cref="DataFolderException">Another process holds the folder, or its format is not known here.</exception>
    /// <exception cref="VoteJournalDamagedException">Votes that were on disk cannot be read.</exception>
    public static DataFolder Open(IFileSystem files, string path)
    {
        DurableFolder.Create(files, path);
        IFileLock held = Hold(files, path, "another process: stop it, or give this one a folder of its own (--data)");
        try
        {
            return new DataFolder(files, path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock of a data folder to look at it or to repair it.</summary>
    /// <exception cref="DataFolderException">A node holds it.</exception>
    internal static IFileLock Hold(IFileSystem files, string path) => Hold(files, path, $"a running node, which holds its file '{LockName}': stop the node, then do this again");

    private static IFileLock Hold(IFileSystem files, string path, string userAndAdvice) =>
        files.TryLock(System.IO.Path.Combine(path, LockName)) ?? throw new DataFolderException($"the data folder '{path}' is in use by {userAndAdvice}");

    /// <summary>Puts a journal of votes that cannot be read out of use; a new one is begun when the folder is opened.</summary>
    /// <returns>Where it is now.</returns>
    public static string SetVotesAside(IFileSystem files, string path)
    {
        using IDisposable held = Hold(files, path);
        string aside = System.IO.Path.Combine(path, VoteJournal.FileName + "." + Guid.NewGuid().ToString("N") + DamagedEnding);
        files.Rename(System.IO.Path.Combine(path, VoteJournal.FileName), aside);
        files.SyncFolder(path);
        return aside;
    }

    /// <summary>Rewrites the file with the identity of a replica.</summary>
    public static void RestoreIdentity(IFileSystem files, ReplicaFolder replica) => ReplicaFile.Write(files, replica);

    /// <summary>Records the identity of the node; on disk when it returns. A call with the same identity does nothing.</summary>
    /// <exception cref="DataFolderException">The folder belongs to another node or cluster.</exception>
    public void Identify(NodeIdentity identity)
    {
        lock (_gate)
        {
            if (_identity == identity) return;
            ThrowIfLost();
            if (_identity is { } known)
            {
                throw new DataFolderException($"the data folder '{Path}' belongs to node {known.NodeId} of cluster {known.ClusterId}, "
                    + $"not to node {identity.NodeId} of cluster {identity.ClusterId}: use the right folder, or an empty one");
            }
            NodeFile.Write(FileSystem, Path, identity);
            Volatile.Write(ref _identity, identity);
        }
    }

    /// <summary>Says that the first entry of the cluster that this node founds is on disk: from now on the node never begins the cluster again.</summary>
    public void EndFounding()
    {
        lock (_gate)
        {
            if (_identity is not { IsFounding: true } founding) return;
            ThrowIfLost();
            NodeIdentity founded = founding with { IsFounding = false };
            NodeFile.Write(FileSystem, Path, founded);
            Volatile.Write(ref _identity, founded);
        }
    }

    /// <summary>
    /// All replicas, by topic and partition. A folder whose file <c>replica</c> is missing or damaged is no replica any more: it is
    /// renamed to end in <c>.damaged</c> and left to the operator.
    /// </summary>
    /// <exception cref="DataFolderException">There is a <see cref="Loss"/>; also from every method that changes the folder.</exception>
    public IReadOnlyList<ReplicaFolder> EnumerateReplicas()
    {
        lock (_gate)
        {
            ThrowIfLost();
            var found = new List<ReplicaFolder>();
            foreach (string name in FileSystem.FoldersIn(_replicas))
            {
                if (IsMarked(name)) continue;
                string path = System.IO.Path.Combine(_replicas, name);
                if (ReplicaFile.Read(FileSystem, path) is { } replica && NameOf(replica.Topic, replica.Partition) == name) found.Add(replica);
                else SetAside(path);
            }
            found.Sort((a, b) => (string.CompareOrdinal(a.Topic, b.Topic), a.Partition - b.Partition) switch { (0, var p) => p, var (t, _) => t });
            return found;
        }
    }

    /// <summary>The replica of a partition, or null if there is none, or its file <c>replica</c> cannot be read.</summary>
    public ReplicaFolder? FindReplica(string topic, int partition)
    {
        lock (_gate)
        {
            string path = System.IO.Path.Combine(_replicas, NameOf(topic, partition));
            return FileSystem.FolderExists(path) ? ReplicaFile.Read(FileSystem, path) : null;
        }
    }

    /// <summary>Makes the folder of a new replica with a new uuid, on disk when it returns, and records that it has not voted.</summary>
    /// <exception cref="DataFolderException">There is a replica of that partition already.</exception>
    public ReplicaFolder CreateReplica(string topic, Guid topicId, int partition)
    {
        string name = NameOf(topic, partition);
        string path = System.IO.Path.Combine(_replicas, name);
        lock (_gate)
        {
            ThrowIfLost();
            if (FileSystem.FolderExists(path) || !_making.Add(name)) throw new DataFolderException($"there is a replica of {topic}-{partition} in '{Path}' already");
        }

        try
        {
            // Without the gate, so that callers that make many at one time wait for the disk together.
            var id = Guid.NewGuid();
            Votes.Record(id, VoteRecord.None);
            string aside = System.IO.Path.Combine(_replicas, id.ToString("N") + NewEnding);
            FileSystem.CreateFolder(aside);
            ReplicaFile.Write(FileSystem, new ReplicaFolder(id, topic, topicId, partition, aside));
            FileSystem.Rename(aside, path);
            FileSystem.SyncFolder(_replicas);
            return new ReplicaFolder(id, topic, topicId, partition, path);
        }
        finally
        {
            lock (_gate) _making.Remove(name);
        }
    }

    /// <summary>Removes a replica with its log, which must be closed; nothing if there is none. It is gone for good when it returns, also after a crash.</summary>
    public void DeleteReplica(string topic, int partition)
    {
        lock (_gate)
        {
            ThrowIfLost();
            string path = System.IO.Path.Combine(_replicas, NameOf(topic, partition));
            if (!FileSystem.FolderExists(path)) return;
            ReplicaFolder? replica = ReplicaFile.Read(FileSystem, path);
            string aside = System.IO.Path.Combine(_replicas, Guid.NewGuid().ToString("N") + DeletedEnding);
            FileSystem.Rename(path, aside);
            FileSystem.SyncFolder(_replicas);
            if (replica is not null) Votes.Forget([replica.Id]);
            FileSystem.DeleteFolder(aside);
        }
    }

    /// <summary>Takes a replica that must not go on (its log is damaged) out of use, and leaves its folder, renamed to end in <c>.damaged</c>, to the operator.</summary>
    /// <returns>Where the folder is now.</returns>
    public string SetAside(ReplicaFolder replica)
    {
        lock (_gate)
        {
            ThrowIfLost();
            string aside = SetAside(replica.Path);
            Votes.Forget([replica.Id]);
            return aside;
        }
    }

    /// <summary>Path for a folder that is to take the place of a replica's; one that is left behind is removed when the data folder is opened.</summary>
    internal string NewPath(Guid id) => System.IO.Path.Combine(_replicas, id.ToString("N") + NewEnding);

    /// <summary>Sets the folder of a replica aside and puts another in its place.</summary>
    /// <returns>Where the old one is now.</returns>
    internal string PutInPlace(string made, string name)
    {
        lock (_gate)
        {
            string path = System.IO.Path.Combine(_replicas, name);
            string aside = SetAside(path);
            FileSystem.Rename(made, path);
            FileSystem.SyncFolder(_replicas);
            return aside;
        }
    }

    /// <summary>Closes the journal and lets go of the lock; a second time nothing happens.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        Votes.Dispose();
        _lock.Dispose();
    }

    private static string NameOf(string topic, int partition) => $"{topic}-{partition}";

    /// <summary>Whether a folder was set aside.</summary>
    internal static bool IsSetAside(string name) => name.EndsWith(DamagedEnding, StringComparison.Ordinal);

    /// <summary>Whether a folder is no replica's: half-made, deleted or set aside.</summary>
    internal static bool IsMarked(string name) =>
        name.EndsWith(NewEnding, StringComparison.Ordinal) || name.EndsWith(DeletedEnding, StringComparison.Ordinal) || name.EndsWith(DamagedEnding, StringComparison.Ordinal);

    private void ThrowIfLost()
    {
        if (Loss is { } loss) throw new DataFolderException(loss);
    }

    private string SetAside(string path)
    {
        string aside = System.IO.Path.Combine(_replicas, Guid.NewGuid().ToString("N") + DamagedEnding);
        FileSystem.Rename(path, aside);
        FileSystem.SyncFolder(_replicas);
        return aside;
    }

    private void Sweep()
    {
        foreach (string name in FileSystem.FoldersIn(_replicas))
        {
            if (name.EndsWith(NewEnding, StringComparison.Ordinal) || name.EndsWith(DeletedEnding, StringComparison.Ordinal))
                FileSystem.DeleteFolder(System.IO.Path.Combine(_replicas, name));
        }
        HashSet<Guid> present = [.. EnumerateReplicas().Select(replica => replica.Id)];
        Votes.Forget([.. Votes.KnownReplicas().Where(id => !present.Contains(id))]);
    }
}
