using System.Buffers;

namespace Vicinity.Storage;

/// <summary>
/// The votes of all replicas of a node, and how far their logs were on disk, in one append-only file: one sync serves all that vote
/// at the same moment. Rewritten at each start and when it has grown. Thread-safe. A write that finds no room is refused, and nothing else; after any other
/// failed write, or a failed sync, it takes no more.
/// </summary>
public sealed class VoteJournal : IDisposable
{
    /// <summary>Name of the journal in the data folder.</summary>
    public const string FileName = "votes";

    private const int MaxFileBytes = 256 * 1024 * 1024;
    private const int RewriteFromBytes = 4 * 1024 * 1024;

    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly object _gate = new();
    private readonly JournalState _state;
    private readonly LogFault _fault;
    private PendingRecords _pending = new();
    private IFile _file;
    private long _length;
    private long _sequence;
    private bool _flushing;

    private VoteJournal(IFileSystem files, string path, JournalState state)
    {
        _files = files;
        _path = path;
        _state = state;
        _fault = new LogFault(path);
        _file = Rewrite();
    }

    /// <summary>True if there was no journal before.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Reads the journal of a data folder, or begins one, and rewrites it.</summary>
    /// <param name="files">File system that holds it.</param>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="VoteJournalDamagedException">Records that were on disk cannot be read.</exception>
    /// <exception cref="DataFolderException">A later program wrote it.</exception>
    public static VoteJournal Open(IFileSystem files, string folder)
    {
        string path = Path.Combine(folder, FileName);
        files.DeleteFile(path + AtomicFile.AsideEnding);
        var state = new JournalState();
        byte[]? content = AtomicFile.ReadAll(files, path, MaxFileBytes);
        if (content is not null) Replay(path, content, state);
        return new VoteJournal(files, path, state) { IsNew = content is null };
    }

    /// <summary>Reads the journal of a data folder and changes nothing.</summary>
    internal static JournalState Peek(IFileSystem files, string folder)
    {
        string path = Path.Combine(folder, FileName);
        var state = new JournalState();
        if (AtomicFile.ReadAll(files, path, MaxFileBytes) is { } content) Replay(path, content, state);
        return state;
    }

    /// <summary>What a replica recorded last; null if it never did.</summary>
    public VoteRecord? VoteOf(Guid replica)
    {
        lock (_gate) return _state.VoteOf(replica);
    }

    /// <summary>How far a replica's log is known to have been on disk; <see cref="SyncedBound.None"/> if nothing is known.</summary>
    public SyncedBound BoundOf(Guid replica)
    {
        lock (_gate) return _state.BoundOf(replica);
    }

    /// <summary>Records epoch and vote of a replica; on disk when it returns (rule D1).</summary>
    public void Record(Guid replica, VoteRecord vote) => Append(writer => JournalState.WriteVote(writer, replica, vote));

    /// <summary>Records how far logs are on disk; on disk itself when it returns, as must be before a log is cut.</summary>
    public void RecordBounds(IReadOnlyList<(Guid Replica, SyncedBound Bound)> bounds)
    {
        if (bounds.Count == 0) return;
        Append(writer =>
        {
            foreach ((Guid replica, SyncedBound bound) in bounds) JournalState.WriteBound(writer, replica, bound);
        });
    }

    /// <summary>Drops what is known of replicas that are gone; on disk when it returns.</summary>
    public void Forget(IReadOnlyCollection<Guid> replicas)
    {
        if (replicas.Count == 0) return;
        Append(writer =>
        {
            foreach (Guid replica in replicas) JournalState.WriteForgotten(writer, replica);
        });
    }

    /// <summary>Every replica that something is recorded of.</summary>
    public IReadOnlyList<Guid> KnownReplicas()
    {
        lock (_gate) return [.. _state.Replicas];
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static void Replay(string path, byte[] content, JournalState state)
    {
        ReadOnlySpan<byte> rest = content;
        long sequence = 0;
        while (!rest.IsEmpty)
        {
            if (!JournalFrame.TryRead(rest, sequence, out ReadOnlySpan<byte> records))
            {
                // The first frame came by a rename after its sync, so it can never be torn.
                if (sequence == 0 || JournalFrame.AnyBehind(rest, sequence)) throw new VoteJournalDamagedException(path, content.Length - rest.Length);
                return;
            }
            Apply(path, records, state);
            rest = rest[(records.Length + JournalFrame.Overhead)..];
            sequence++;
        }
        if (sequence == 0) throw new VoteJournalDamagedException(path, 0);
    }

    private static void Apply(string path, ReadOnlySpan<byte> records, JournalState state)
    {
        try
        {
            state.Apply(records);
        }
        catch (InvalidDataException e)
        {
            throw new DataFolderException($"'{path}' holds records that this program does not know ({e.Message}): use the program that wrote it", e);
        }
    }

    private void Append(Action<ByteWriter> write)
    {
        lock (_gate)
        {
            _fault.ThrowIfSet();
            PendingRecords mine = _pending;
            write(new ByteWriter(mine.Records));
            while (!mine.IsDone)
            {
                _fault.ThrowIfSet();
                if (_flushing) Monitor.Wait(_gate);
                else Flush();
            }

            if (mine.Failure is { } failure) throw new DiskFullException(failure.Path, failure.Bytes, failure);
        }
    }

    /// <summary>Writes what all callers have added so far as one frame; the gate is free meanwhile, so that others can add to the next.</summary>
    private void Flush()
    {
        PendingRecords records = _pending;
        _pending = new PendingRecords();
        _flushing = true;
        Monitor.Exit(_gate);
        bool isWritten = false;
        try
        {
            byte[] frame = JournalFrame.Build(_sequence, records.Records.WrittenSpan);
            isWritten = TryWrite(frame, records);
            if (isWritten)
            {
                _length += frame.Length;
                _sequence++;
            }
        }
        catch (Exception e)
        {
            _fault.Set(e);
            throw;
        }
        finally
        {
            Monitor.Enter(_gate);
            _flushing = false;
            if (isWritten)
            {
                _state.Apply(records.Records.WrittenSpan);
                if (_length > RewriteFromBytes && _length > 8L * 42 * _state.Count) RewriteNow();
            }
            records.IsDone = isWritten || records.Failure is not null;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Writes a frame and syncs it. Where there is no room for it the file is cut back to its last frame, and that synced, so that the next frame
    /// can never stand before bytes of this one; then nothing is uncertain, and the journal goes on.
    /// </summary>
    private bool TryWrite(byte[] frame, PendingRecords records)
    {
        try
        {
            _file.Write(frame, _length);
        }
        catch (DiskFullException e)
        {
            _file.SetLength(_length);
            _file.Sync();
            records.Failure = e;
            return false;
        }
        _file.Sync();
        return true;
    }

    private void RewriteNow()
    {
        IFile old = _file;
        try
        {
            _fault.Guard(() => _file = Rewrite());
        }
        catch (DiskFullException) when (_fault.IsOfFullDisk)
        {
            // The new file stands aside and took the place of nothing.
            _fault.Clear();
            _files.DeleteFile(_path + AtomicFile.AsideEnding);
            return;
        }
        old.Dispose();
    }

    private IFile Rewrite()
    {
        byte[] frame = JournalFrame.Build(0, _state.ToRecords());
        AtomicFile.Replace(_files, _path, frame);
        _length = frame.Length;
        _sequence = 1;
        return _files.Open(_path, FileOpening.Existing);
    }
}
