using Vicinity.Consensus;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <content>A replica whose disk is full: it reads on, and comes back by itself when there is room.</content>
internal sealed partial class Replica
{
    private int _revivals;

    /// <summary>
    /// Whether the replica is out of service because a write found no room, and nothing else went wrong. For its quorum that is a crash, and what follows is a
    /// restart: so whatever holds for those holds here.
    /// </summary>
    public bool WaitsForRoom => _waitsForRoom;

    /// <summary>Whether consumers read on from a replica that can store nothing more.</summary>
    public bool ReadsOn => _failure is not null && !_closed && Leadership.ServesReads;

    /// <summary>How often it has come back: whatever was derived from its log before is to be read again.</summary>
    public int Revivals => Volatile.Read(ref _revivals);

    /// <summary>Another replica leads a later epoch: readers of this one have to go there.</summary>
    public void Superseded(int epoch)
    {
        ReplicaEffects? effects = null;
        lock (_gate)
        {
            if (!ReadsOn || epoch <= Leadership.Epoch) return;
            _driver!.Stop(Leadership.None);
            effects = new ReplicaEffects { LeadershipChanged = true };
        }

        Dispatch(effects);
    }

    /// <summary>
    /// Opens the log again in place of the one that took no more, and takes part in the quorum again, as after a start: Unattached, in the recorded epoch with the recorded
    /// vote. Called by one thread at a time.
    /// </summary>
    /// <param name="open">Opens the log and finds the vote.</param>
    /// <returns>The log before, which readers may still hold; null where there was none, or the replica is not back.</returns>
    public PartitionLog? Revive(Func<(PartitionLog Log, VoteRecord Vote)> open)
    {
        PartitionLog? before;
        lock (_compactionGate)
        {
            // Nothing changes the log meanwhile: the replica is out of service, and compaction waits.
            if (!_waitsForRoom || _closed) return null;
            PartitionLog log;
            VoteRecord vote;
            try
            {
                (log, vote) = open();
            }
            catch (Exception e) when (IsOfFullDisk(e))
            {
                return null;
            }
            catch (Exception e) when (e is IOException or LogDamagedException or UnauthorizedAccessException)
            {
                GiveUp(e);
                return null;
            }

            lock (_gate)
            {
                if (_closed || !_waitsForRoom)
                {
                    log.Dispose();
                    return null;
                }

                before = _log;
                Take(log, vote);
                if (before is null) _waits.StartAt(_driver!.Committed);
                else _waits.LowerTo(log.End.Offset);
                Volatile.Write(ref _revivals, _revivals + 1);
                _waitsForRoom = false;
                _failure = null;
            }
        }

        ReplicaLogLines.ReplicaBack(_context.Log, Partition, _log!.End);
        Begin();
        return before;
    }

    private static bool IsOfFullDisk(Exception e) => e is DiskFullException { IsOfWrite: true } or LogFailedException { InnerException: DiskFullException { IsOfWrite: true } };

    private void Take(PartitionLog log, VoteRecord vote)
    {
        // Without flushes before acknowledgements the newest may be gone, as after a crash.
        _driver = new QuorumDriver(Partition, Self, log, vote, _config, _context, Math.Min(CommittedOffset, log.End.Offset));
        Volatile.Write(ref _log, log);
    }

    /// <summary>It cannot be opened again, and not for want of room.</summary>
    private void GiveUp(Exception e)
    {
        ReplicaEffects effects;
        lock (_gate)
        {
            if (_closed) return;
            _waitsForRoom = false;
            _failure = e;
            LogFailure();
            effects = EndService();
        }

        Dispatch(effects);
    }
}
