using Microsoft.Extensions.Logging;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Does what old data needs, on one thread of its own: removes segments by time and size, compacts, flushes topics that are flushed by
/// interval, brings back replicas whose disk has room again, and records how far each log is synced (so that a later recovery can tell torn from rotten).
/// </summary>
internal sealed class Cleaner : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private readonly ReplicaStore _store;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Dictionary<Guid, SyncedBound> _recorded = [];
    private readonly ITimer _timer;
    private readonly Lock _running = new();
    private readonly FullDisk _fullDisk;
    private long _nextRetentionMs;
    private long _nextCompactionMs;
    private bool _stopped;
    private bool _boundsFailed;
    private bool _boundsFull;

    public Cleaner(ReplicaStore store, BrokerOptions options, TimeProvider time, ILogger log)
    {
        _store = store;
        _options = options;
        _time = time;
        _log = log;
        _fullDisk = new FullDisk(store, time);
        _nextRetentionMs = NowMs + (long)options.RetentionCheckInterval.TotalMilliseconds;
        _nextCompactionMs = NowMs + (long)options.CompactionInterval.TotalMilliseconds;
        _timer = time.CreateTimer(_ => Tick(), null, s_tick, s_tick);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Looks for work once; also called by the timer.</summary>
    public void Tick()
    {
        if (!_running.TryEnter()) return;
        try
        {
            if (_stopped) return;
            long now = NowMs;
            foreach (Replica replica in _store.All)
            {
                replica.ReleaseRemoved();
                if (replica.Failure is null && !replica.IsClosed && !replica.Config.FlushesBeforeAcknowledging && replica.Log.SyncedEnd != replica.Log.End) replica.RequestFlush();
            }

            _fullDisk.Look();
            RecordBounds();
            bool deletes = IsDue(ref _nextRetentionMs, now, _options.RetentionCheckInterval);
            bool compacts = IsDue(ref _nextCompactionMs, now, _options.CompactionInterval);
            if (!deletes && !compacts) return;
            foreach (Replica replica in _store.All) Clean(replica, now, deletes, compacts);
        }
#pragma warning disable CA1031 // an exception in a timer would end the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            ReplicaLogLines.TickFailed(_log, e);
        }
        finally
        {
            _running.Exit();
        }
    }

    /// <summary>Applies retention and compaction, or one of them, to one replica now.</summary>
    public void Clean(Replica replica, long nowMs, bool deletes = true, bool compacts = true)
    {
        if (replica.IsClosed || (replica.Failure is not null && !replica.WaitsForRoom)) return;
        try
        {
            TopicConfig config = replica.Config;
            if (deletes && config.DeletesOld && (config.RetentionMs >= 0 || config.RetentionBytes >= 0))
            {
                var limits = new RetentionLimits(config.RetentionMs < 0 ? null : config.RetentionMs, config.RetentionBytes < 0 ? null : config.RetentionBytes);
                int deleted = replica.Exclusively(log => log.DeleteSegments(limits, replica.HighWatermark, nowMs));
                if (deleted > 0) ReplicaLogLines.SegmentsDeleted(_log, deleted, replica.Partition, replica.Log.LogStartOffset);
            }

            if (compacts && config.IsCompacted && replica.Failure is null)
            {
                var options = new CompactionOptions { DeleteRetentionMs = config.DeleteRetentionMs, MinCleanableDirtyRatio = config.MinCleanableDirtyRatio, MinCompactionLagMs = config.MinCompactionLagMs };
                CompactionResult result = replica.Compact(nowMs, options);
                if (result.HasEffect) ReplicaLogLines.Compacted(_log, replica.Partition, result.ToString());
            }
        }
#pragma warning disable CA1031 // a log that cannot be cleaned is reported and keeps serving; one that was deleted meanwhile may fail in any way
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!replica.IsClosed) ReplicaLogLines.CleanupFailed(_log, e, replica.Partition);
        }
    }

    private static bool IsDue(ref long next, long now, TimeSpan interval)
    {
        if (now < next) return false;
        next = now + (long)interval.TotalMilliseconds;
        return true;
    }

    /// <summary>Records the synced ends once more and stops.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_running)
        {
            if (_stopped) return;
            _stopped = true;
            RecordBounds();
        }
    }

    /// <summary>
    /// Records how far each log is synced, where that changed. When the disk does not take it, says so once: the last bounds recorded stay true,
    /// since logs only grow.
    /// </summary>
    public void RecordBounds()
    {
        if (_boundsFailed) return;
        // No log is cut meanwhile: an old bound recorded after the cut would make the next start take the log for damaged.
        lock (_store.BoundsGate) RecordMovedBounds();
    }

    private void RecordMovedBounds()
    {
        List<(Guid, SyncedBound)>? moved = null;
        foreach (Replica replica in _store.All)
        {
            if (replica.IsClosed || replica.Failure is not null) continue;
            SyncedBound bound = replica.Log.SyncedBound;
            if (_recorded.TryGetValue(replica.Id, out SyncedBound? known) && known == bound) continue;
            (moved ??= []).Add((replica.Id, bound));
        }

        if (moved is null) return;
        try
        {
            _store.Folder.Votes.RecordBounds(moved);
            foreach ((Guid id, SyncedBound bound) in moved) _recorded[id] = bound;
            _boundsFull = false;
        }
        catch (DiskFullException e) when (e.IsOfWrite)
        {
            // Tried again with the next look; said once for each time that the disk is full.
            if (!_boundsFull) ReplicaLogLines.BoundsNotRecorded(_log, e, e.Message);
            _boundsFull = true;
        }
        catch (IOException e)
        {
            _boundsFailed = true;
            ReplicaLogLines.BoundsNotRecorded(_log, e, e.Message);
        }
    }
}
