using System.Buffers;

namespace Vicinity.Storage;

/// <summary>
/// The votes of all replicas of a node, and how far their logs were on disk, in one append-only file: one sync serves all who vote
/// at the same moment. Written anew at each start and when it has grown. Thread-safe. After a failed write or sync it takes no more.
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
    private ArrayBufferWriter<byte> _pending = new();
    private IFile _file;
    private long _length;
    private long _sequence;
    private long _lastTicket;
    private long _durableTicket;
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

    /// <summary>Reads the journal of a data folder, or begins one, and writes it anew.</summary>
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
            write(new ByteWriter(_pending));
            long ticket = ++_lastTicket;
            while (_durableTicket < ticket)
            {
                _fault.ThrowIfSet();
                if (_flushing) Monitor.Wait(_gate);
                else Flush();
            }
        }
    }

    /// <summary>Writes what all callers have added so far as one frame; the gate is free meanwhile, so that others can add to the next.</summary>
    private void Flush()
    {
        ArrayBufferWriter<byte> records = _pending;
        long upTo = _lastTicket;
        _pending = new ArrayBufferWriter<byte>();
        _flushing = true;
        Monitor.Exit(_gate);
        Exception? failure = null;
        try
        {
            byte[] frame = JournalFrame.Build(_sequence, records.WrittenSpan);
            _file.Write(frame, _length);
            _file.Sync();
            _length += frame.Length;
            _sequence++;
        }
        catch (Exception e)
        {
            failure = e;
            _fault.Set(e);
            throw;
        }
        finally
        {
            Monitor.Enter(_gate);
            _flushing = false;
            if (failure is null)
            {
                _state.Apply(records.WrittenSpan);
                _durableTicket = upTo;
                if (_length > RewriteFromBytes && _length > 8L * 42 * _state.Count) RewriteNow();
            }
            Monitor.PulseAll(_gate);
        }
    }

    private void RewriteNow()
    {
        IFile old = _file;
        _fault.Guard(() => _file = Rewrite());
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
