using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>
/// The log of one replica on disk: segments of data batches and epoch markers, with what recovery, replication and reading need to
/// know of them. Layout: docs/formats/log.md.
/// </summary>
/// <remarks>
/// Threads: one appender at a time (the caller's lock) for everything that changes the log; <see cref="Sync"/> by one thread at a
/// time beside it; <see cref="Compact"/> by one thread at a time beside both; reading from any thread, without waiting. After a
/// write or sync has failed the log takes no more (<see cref="LogFailedException"/>) and has to be opened again.
/// </remarks>
public sealed partial class PartitionLog : IDisposable
{
    private readonly SegmentFolder _folder;
    private readonly SegmentList _segments;
    private readonly TimeProvider _time;
    private readonly LogFault _fault;
    private readonly Lock _positions = new();
    private readonly Lock _syncing = new();
    private readonly LogCompactor _compactor;
    private LogOptions _options;
    private LogBase _base;
    private EpochMarker[] _markers;
    private LogPosition _end;
    private LogPosition _syncedEnd;
    private long _wantedLogStart;

    private PartitionLog(SegmentFolder folder, RecoveredLog found, LogOptions options, TimeProvider time)
    {
        _folder = folder;
        _options = options;
        _time = time;
        _fault = new LogFault(folder.Path);
        _segments = new SegmentList(found.Segments, time);
        _compactor = new LogCompactor(folder, _segments, _structure);
        _base = found.Base;
        _markers = MarkersOf(found.Segments);
        _end = _syncedEnd = found.Segments[^1].End;
        _wantedLogStart = found.WantedLogStart;
        Producers = found.Producers;
        RecoveryReport = found.Report;
    }

    /// <summary>Opens a log, or creates it if its folder holds none: reads and checks the last segment and cuts what a crash left half-written.</summary>
    /// <param name="files">File system that holds it.</param>
    /// <param name="folder">Folder of the log, for nothing else but the replica's own files.</param>
    /// <param name="options">Settings.</param>
    /// <param name="bound">What is known to have been on disk; damage below it is not cut but reported.</param>
    /// <param name="time">Clock for the age of segments.</param>
    /// <exception cref="LogDamagedException">Entries that may have been acknowledged cannot be read.</exception>
    public static PartitionLog Open(IFileSystem files, string folder, LogOptions options, SyncedBound bound, TimeProvider time)
    {
        options.Validate();
        var segments = new SegmentFolder(files, folder);
        RecoveredLog found = LogRecovery.Recover(segments, options, bound, time.GetUtcNow().ToUnixTimeMilliseconds());
        return new PartitionLog(segments, found, options, time);
    }

    /// <summary>
    /// Whether the log takes no more because a write found no room, and nothing else has failed. It can be opened again in the same process when there is room: that is
    /// what a start does, which reads what is there, cuts the write that was torn, and syncs all behind the recorded bound before anything is added.
    /// </summary>
    public bool IsFull => _fault.IsOfFullDisk;

    /// <summary>Whether a write or sync has failed after which it is not known what is on disk.</summary>
    public bool IsUncertain => _fault.IsUncertain;

    /// <summary>What opening the log found and did.</summary>
    public RecoveryReport RecoveryReport { get; }

    /// <summary>The idempotent producers that write to it; for the appender only.</summary>
    public ProducerTable Producers { get; }

    /// <summary>Settings; new ones hold from the next write on.</summary>
    public LogOptions Options
    {
        get => Volatile.Read(ref _options);
        set
        {
            value.Validate();
            Volatile.Write(ref _options, value);
            Producers.Options = value;
        }
    }

    /// <summary>Position behind the last entry.</summary>
    public LogPosition End
    {
        get
        {
            lock (_positions) return _end;
        }
    }

    /// <summary>Position behind the last entry known to be on disk.</summary>
    public LogPosition SyncedEnd
    {
        get
        {
            lock (_positions) return _syncedEnd;
        }
    }

    /// <summary>What to record for the next start, so that it can tell loss from a torn write.</summary>
    public SyncedBound SyncedBound => new(SyncedEnd);

    /// <summary>First offset that clients may read.</summary>
    public long LogStartOffset => Math.Min(Math.Max(Base.Position.Offset, Volatile.Read(ref _wantedLogStart)), End.Offset);

    /// <summary>The offset below which records were deleted by <see cref="SetLogStart"/>, on disk; 0 when none were. Retention does not move it.</summary>
    public long DeletedBefore => Volatile.Read(ref _wantedLogStart);

    /// <summary>What is known of the log before its first entry.</summary>
    public LogBase Base => Volatile.Read(ref _base);

    /// <summary>Epoch of the last entry; the base's if there is none.</summary>
    public int LastEpoch => End.Epoch;

    /// <summary>All markers behind the base, in order. A snapshot.</summary>
    public IReadOnlyList<EpochMarker> Markers => Volatile.Read(ref _markers);

    /// <summary>The set in force: that of the last marker, or of the base; none if the log has neither.</summary>
    public IReadOnlyList<Voter> Voters => Volatile.Read(ref _markers) is [.., EpochMarker last] ? last.Voters : Base.Voters;

    /// <summary>Size of all segments, in bytes.</summary>
    public long SizeInBytes => _segments.All.Sum(segment => segment.Length);

    /// <summary>Closes the files. What was not synced may be lost, as in a crash.</summary>
    public void Dispose() => _segments.Dispose();

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static EpochMarker[] MarkersOf(Segment[] segments) => [.. segments.SelectMany(segment => segment.Markers).Select(place => place.Marker)];
}
