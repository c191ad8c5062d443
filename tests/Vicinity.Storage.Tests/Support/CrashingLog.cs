using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

/// <summary>
/// One log on the simulated disk under random work and power failures, beside a plain list of what was appended. After each
/// failure it checks what must hold: everything synced is there, unchanged and in order, and nothing else but what was appended.
/// </summary>
internal sealed class CrashingLog(ulong seed, LogOptions options)
{
    private static readonly Guid s_replica = new("22222222-2222-2222-2222-222222222222");

    private readonly Prng _prng = new(seed);
    private readonly SimulatedFileSystem _files = new();
    private readonly List<(LogPosition End, byte[]? Batch)> _appended = [];
    private LogPosition _synced;
    private SyncedBound _bound = SyncedBound.None;
    private long _highWatermark;

    public int Crashes { get; private set; }

    public int Stops { get; private set; }

    public void Run(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            PartitionLog? log = null;
            VoteJournal? journal = null;
            if (_prng.Chance(0.7)) _files.StopAfter(_prng.Next(1, 80));
            try
            {
                DurableFolder.Create(_files, "/data");
                journal = VoteJournal.Open(_files, "/data");
                if (journal.BoundOf(s_replica).Position < _bound.Position) throw new InvalidOperationException("the journal lost a bound");
                log = PartitionLog.Open(_files, Logs.Folder, options, journal.BoundOf(s_replica), TimeProvider.System);
                Check(log);
                Work(log, journal);
            }
            catch (IOException e) when (!_files.HasPower && e is not LogDamagedException and not VoteJournalDamagedException)
            {
                Stops++;
            }
            log?.Dispose();
            journal?.Dispose();
            _files.LosePower(_prng);
            Crashes++;
        }
        using PartitionLog last = PartitionLog.Open(_files, Logs.Folder, options, _bound, TimeProvider.System);
        Check(last);
    }

    private void Work(PartitionLog log, VoteJournal journal)
    {
        for (int step = _prng.Next(1, 60); step > 0; step--)
        {
            switch (_prng.Next(20))
            {
                case 0:
                    Marker(log);
                    break;
                case <= 10:
                    if (log.LastEpoch == 0) Marker(log);
                    Append(log);
                    break;
                case <= 13:
                    _synced = log.Sync();
                    _highWatermark = Math.Max(_highWatermark, _synced.Offset);
                    break;
                case 14:
                    journal.RecordBounds([(s_replica, log.SyncedBound)]);
                    _bound = log.SyncedBound;
                    break;
                case 15:
                    log.Roll();
                    break;
                case 16:
                    log.DeleteSegments(new RetentionLimits(null, 6000), _highWatermark, 0);
                    break;
                case 17:
                    Cut(log, journal);
                    break;
                case 18:
                    log.Compact(_highWatermark, Batches.Noon, new CompactionOptions { MinCleanableDirtyRatio = 0 });
                    break;
                default:
                    _ = log.Read(log.LogStartOffset, 1000, log.End.Offset, true);
                    break;
            }
            if (log.SyncedEnd > _synced) _synced = log.SyncedEnd;
        }
    }

    private void Marker(PartitionLog log)
    {
        LogPosition next = new(log.LastEpoch + _prng.Next(1, 3), log.End.Offset);
        _appended.Add((next, null));
        log.AppendMarker(next.Epoch, 1, [Logs.Alone], 0);
    }

    private void Append(PartitionLog log)
    {
        long offset = log.End.Offset;
        var batches = new List<byte[]>();
        for (int i = _prng.Next(1, 4); i > 0; i--)
        {
            byte[] batch = Batches.Of(_prng.Next(1, 5), _prng.Next(1, 200), Batches.Noon + offset);
            RecordBatchHeader.TryRead(batch, out RecordBatchHeader header);
            RecordBatch.SetBaseOffset(batch, offset);
            RecordBatch.SetLeaderEpoch(batch, log.LastEpoch);
            offset += header.LastOffsetDelta + 1;
            batches.Add(batch);
            _appended.Add((new LogPosition(log.LastEpoch, offset), batch));
        }
        log.Append(Batches.Joined([.. batches]), log.LastEpoch);
    }

    private void Cut(PartitionLog log, VoteJournal journal)
    {
        List<LogPosition> ends = [.. _appended.Select(e => e.End).Where(end => end.Offset >= _highWatermark && end >= log.Base.Position && end < log.End)];
        if (ends.Count == 0) return;
        LogPosition to = ends[_prng.Next(ends.Count)];
        // From here on the cut may happen: what was synced behind it is no promise any more.
        if (_synced > to) _synced = to;
        log.Truncate(to, bound =>
        {
            if (bound.Position < _bound.Position) _bound = bound;
            journal.RecordBounds([(s_replica, bound)]);
            _bound = bound;
        });
        _appended.RemoveAll(e => e.End > to);
    }

    private void Check(PartitionLog log)
    {
        (log.End >= _synced).ShouldBeTrue($"synced up to {_synced}, found {log.End} (seed {seed})");
        _appended.RemoveAll(e => e.End > log.End);
        if (_appended.Count > 0) log.End.ShouldBe(_appended[^1].End);
        _synced = log.End;
        _highWatermark = Math.Min(_highWatermark, log.End.Offset);

        log.Markers.Select(m => (m.Epoch, m.Offset))
            .ShouldBe(_appended.Where(e => e.Batch is null && e.End > log.Base.Position).Select(e => (e.End.Epoch, e.End.Offset)));
        long next = log.LogStartOffset;
        foreach ((LogPosition end, byte[]? batch) in _appended)
        {
            if (batch is null || end.Offset <= log.LogStartOffset) continue;
            log.Read(next, 1, log.End.Offset, atLeastOneBatch: true).ToArray().ShouldBe(batch);
            next = end.Offset;
        }
        next.ShouldBe(log.End.Offset);
    }
}
