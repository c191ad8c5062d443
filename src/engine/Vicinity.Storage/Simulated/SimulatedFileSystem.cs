using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>
/// A file system in memory with the faults of real ones: a power failure loses any subset of what was not synced, in any order,
/// and tears writes; bits rot; a write, length, sync or rename fails once or from then on; the disk is full; syncs lie.
/// All chance comes from the generators handed in, so a seed repeats a run. Thread-safe.
/// </summary>
public sealed class SimulatedFileSystem : IFileSystem
{
    private readonly SimulatedFolder _root = new();
    private readonly List<PlannedFault> _faults = [];
    private readonly HashSet<SimulatedContent> _locks = [];
    private int _powerCycle;
    private int _changesLeft = int.MaxValue;

    internal object Gate { get; } = new();

    /// <summary>Bytes that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>While true, <see cref="IFile.Sync"/> returns without doing anything, as some disk caches do.</summary>
    public bool SyncsLie { get; set; }

    /// <summary>False from a stop planned with <see cref="StopAfter"/> until <see cref="LosePower"/>.</summary>
    public bool HasPower => _changesLeft >= 0;

    /// <summary>Writes, lengths, syncs, renames, creations and removals so far.</summary>
    public int Changes { get; private set; }

    /// <summary>Makes an operation fail on paths that contain <paramref name="pathPart"/>, after letting <paramref name="skip"/> of them pass; once, or from then on.</summary>
    public void Fail(FileOperation operation, string pathPart = "", int skip = 0, bool forever = false)
    {
        lock (Gate) _faults.Add(new PlannedFault(operation, pathPart, skip, forever));
    }

    /// <summary>Takes back all planned failures.</summary>
    public void Heal()
    {
        lock (Gate) _faults.Clear();
    }

    /// <summary>Lets the machine stop at the change after the next <paramref name="changes"/>: that one and all later calls fail, until <see cref="LosePower"/>.</summary>
    public void StopAfter(int changes)
    {
        lock (Gate) _changesLeft = changes;
    }

    /// <summary>
    /// Power fails and comes back: what was not synced survives in part, in any order; open files and locks are gone; planned
    /// failures are forgotten.
    /// </summary>
    public void LosePower(Prng prng)
    {
        lock (Gate)
        {
            _powerCycle++;
            _changesLeft = int.MaxValue;
            _faults.Clear();
            _locks.Clear();
            _root.LosePower(prng);
        }
    }

    /// <summary>The process ends without a power failure: open files and locks are gone, everything written stays.</summary>
    public void KillProcess()
    {
        lock (Gate)
        {
            _powerCycle++;
            _locks.Clear();
        }
    }

    /// <summary>Content of a file as processes see it.</summary>
    public byte[] ContentOf(string path)
    {
        lock (Gate) return FindFile(path)?.Bytes.ToArray() ?? throw new FileNotFoundException(null, path);
    }

    /// <summary>Turns one bit of a file around, on disk too.</summary>
    public void FlipBit(string path, long at, int bit)
    {
        lock (Gate) (FindFile(path) ?? throw new FileNotFoundException(null, path)).FlipBit((int)at, bit);
    }

    /// <inheritdoc/>
    public IFile Open(string path, FileOpening opening)
    {
        lock (Gate)
        {
            RequirePower(_powerCycle);
            SimulatedContent? content = FindFile(path);
            if (content is null)
            {
                if (opening != FileOpening.Emptied) throw new FileNotFoundException($"no file '{path}'", path);
                CountChange(path);
                content = new SimulatedContent();
                FolderOf(path).Change(null, Path.GetFileName(path), content);
            }
            else if (opening == FileOpening.Emptied)
            {
                CountChange(path);
                content.SetLength(0);
            }
            return new SimulatedFile(this, content, path, _powerCycle, opening != FileOpening.Read);
        }
    }

    /// <inheritdoc/>
    public bool FileExists(string path)
    {
        lock (Gate) return FindFile(path) is not null;
    }

    /// <inheritdoc/>
    public bool FolderExists(string path)
    {
        lock (Gate) return FindFolder(path) is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FilesIn(string folder)
    {
        lock (Gate) return FindFolder(folder) is { } found ? [.. found.Entries.Where(e => e.Value is SimulatedContent).Select(e => e.Key)] : [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FoldersIn(string folder)
    {
        lock (Gate) return FindFolder(folder) is { } found ? [.. found.Entries.Where(e => e.Value is SimulatedFolder).Select(e => e.Key)] : [];
    }

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        lock (Gate)
        {
            RequirePower(_powerCycle);
            SimulatedFolder at = _root;
            foreach (string name in Parts(path))
            {
                if (!at.Entries.TryGetValue(name, out object? node))
                {
                    CountChange(path);
                    node = new SimulatedFolder();
                    at.Change(null, name, node);
                }
                at = node as SimulatedFolder ?? throw new IOException($"'{name}' in '{path}' is a file");
            }
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        SameFolder.Require(from, to);
        lock (Gate)
        {
            RequirePower(_powerCycle);
            CountChange(from);
            Strike(FileOperation.Rename, to);
            SimulatedFolder folder = FolderOf(from);
            if (!folder.Entries.TryGetValue(Path.GetFileName(from), out object? node)) throw new FileNotFoundException($"no file '{from}'", from);
            if (folder.Entries.TryGetValue(Path.GetFileName(to), out object? replaced) && (replaced is SimulatedFolder || node is SimulatedFolder))
                throw new IOException($"'{to}' exists");
            folder.Change(Path.GetFileName(from), Path.GetFileName(to), node);
        }
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        lock (Gate)
        {
            RequirePower(_powerCycle);
            if (FindFile(path) is null) return;
            CountChange(path);
            FolderOf(path).Change(Path.GetFileName(path), null, null);
        }
    }

    /// <inheritdoc/>
    public void DeleteFolder(string path)
    {
        lock (Gate)
        {
            RequirePower(_powerCycle);
            if (FindFolder(path) is null) return;
            CountChange(path);
            FolderOf(path).Change(Path.GetFileName(path), null, null);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder(string path)
    {
        lock (Gate)
        {
            RequirePower(_powerCycle);
            CountChange(path);
            Strike(FileOperation.SyncFolder, path);
            SimulatedFolder folder = FindFolder(path) ?? throw new DirectoryNotFoundException($"no folder '{path}'");
            if (!SyncsLie) folder.Sync();
        }
    }

    /// <inheritdoc/>
    public DiskSpace SpaceOf(string folder)
    {
        lock (Gate) return new DiskSpace(Capacity, Math.Max(0, Capacity - BytesIn(_root)));
    }

    /// <inheritdoc/>
    public IFileLock? TryLock(string path)
    {
        lock (Gate)
        {
            RequirePower(_powerCycle);
            SimulatedContent? there = FindFile(path);
            if (there is not null && _locks.Contains(there)) return null;
            Open(path, FileOpening.Emptied).Dispose();
            SimulatedContent held = FindFile(path)!;
            _locks.Add(held);
            return new SimulatedLock(this, held, path, _powerCycle);
        }
    }

    internal static IOException Failure(FileOperation operation, string path) => new($"simulated failure of {operation} on '{path}'");

    internal T Access<T>(SimulatedFile file, int powerCycle, Func<T> read)
    {
        lock (Gate)
        {
            file.Require();
            RequirePower(powerCycle);
            return read();
        }
    }

    internal void RequirePower(int powerCycle)
    {
        if (powerCycle != _powerCycle) throw new IOException("the file was opened before the last power failure or the end of its process");
        if (_changesLeft < 0) throw new IOException("the simulated machine has stopped");
    }

    internal void CountChange(string path)
    {
        Changes++;
        if (_changesLeft == int.MaxValue) return;
        if (--_changesLeft < 0) throw new IOException($"the simulated machine stopped before a change of '{path}'");
    }

    internal bool IsStruck(FileOperation operation, string path) => _faults.Exists(fault => fault.Strikes(operation, path));

    internal void Strike(FileOperation operation, string path)
    {
        if (IsStruck(operation, path)) throw Failure(operation, path);
    }

    /// <summary>The length, up to the wanted one, that a file of the given length can reach.</summary>
    internal long Reserve(long length, long wanted)
    {
        if (wanted <= length || Capacity == long.MaxValue) return wanted;
        return Math.Min(wanted, Math.Max(length, length + Capacity - BytesIn(_root)));
    }

    private static long BytesIn(SimulatedFolder folder) =>
        folder.Entries.Values.Sum(node => node is SimulatedFolder inner ? BytesIn(inner) : ((SimulatedContent)node).Length);

    private static string[] Parts(string path) => [.. path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];

    private SimulatedFolder? FindFolder(string path)
    {
        SimulatedFolder at = _root;
        foreach (string name in Parts(path))
        {
            if (!at.Entries.TryGetValue(name, out object? node) || node is not SimulatedFolder inner) return null;
            at = inner;
        }
        return at;
    }

    private SimulatedFolder FolderOf(string path) =>
        FindFolder(Path.GetDirectoryName(path) ?? "") ?? throw new DirectoryNotFoundException($"no folder for '{path}'");

    private SimulatedContent? FindFile(string path) =>
        FindFolder(Path.GetDirectoryName(path) ?? "") is { } folder && folder.Entries.TryGetValue(Path.GetFileName(path), out object? node)
            ? node as SimulatedContent
            : null;

    private sealed class SimulatedLock(SimulatedFileSystem files, SimulatedContent held, string path, int powerCycle) : IFileLock
    {
        public bool IsInPlace
        {
            get
            {
                lock (files.Gate) return ReferenceEquals(files.FindFile(path), held);
            }
        }

        public void Dispose()
        {
            lock (files.Gate)
                if (powerCycle == files._powerCycle) files._locks.Remove(held);
        }
    }
}
