using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <content>Carries out what the state machine wants done.</content>
internal sealed partial class SimulatedNode
{
    private IReadOnlyList<LogEntry> _fetched = [];
    private LogBase? _offeredBase;

    /// <summary>One input of the state machine: its actions in order, then the answer.</summary>
    private void Input(Action<QuorumReplica, QuorumActions> input, Action? answer = null, bool ticked = false)
    {
        if (Replica is not { } replica) return;
        _actions.Clear();
        input(replica, _actions);
        CarryOut(0, answer, ticked);
    }

    private void CarryOut(int index, Action? answer, bool ticked)
    {
        while (index < _actions.All.Count)
        {
            if (_sim.Faults.CrashesHere(out bool losesPower))
            {
                Crash(losesPower, $"{(losesPower ? "loses power" : "is killed")} before it can {Words.Of(_actions.All[index], _sim)}");
                return;
            }
            QuorumAction action = _actions.All[index++];
            if (_sim.IsTracing && action is not (SendFetch or SendVote or SendBeginEpoch or SendEndEpoch)) Tell("has to " + Words.Of(action, _sim));
            int incarnation = Incarnation;
            Action? finish = Begin(action);
            if (incarnation != Incarnation) return;
            if (finish is null) continue;
            long time = DiskUs();
            if (time > 0)
            {
                _busy = true;
                int next = index;
                At(_sim.NowUs + time, () =>
                {
                    if (!Finished(finish)) return;
                    _busy = false;
                    Take(() => CarryOut(next, answer, ticked));
                });
                return;
            }
            if (!Finished(finish)) return;
        }
        answer?.Invoke();
        if (Replica is not null) Settle(ticked);
    }

    /// <summary>A write that had to be on disk is done, or has failed (rule D7).</summary>
    private bool Finished(Action finish)
    {
        if (NextSyncFails && !SyncFailureIsIgnored())
        {
            Crash(losesPower: true, "fails to flush: the replica is dropped");
            return false;
        }
        finish();
        return true;
    }

    private bool SyncFailureIsIgnored()
    {
        _sim.Faults.Happened(FaultKind.FailingFlush);
        NextSyncFails = false;
        if (_sim.DriverFault != DriverFault.FailedSyncIsRepeated)
        {
            NextSyncFails = true;
            return false;
        }
        Folder.Log.FailSync(_prng);
        return true;
    }

    /// <summary>Begins an action; what is returned has to be done once the disk has it, null if the action is complete.</summary>
    private Action? Begin(QuorumAction action)
    {
        switch (action)
        {
            case RecordVote record:
                Folder.Votes.Write(record.Epoch, record.Voted);
                if (_sim.DriverFault != DriverFault.VoteIsNotSynced) return Folder.Votes.CompleteSync;
                At(_sim.NowUs + 100_000, Folder.Votes.CompleteSync);
                return null;
            case AppendMarker marker:
                return AppendMarker(marker);
            case AppendFetched append:
                AppendFetched(append.Epoch);
                return null;
            case CutLog cut:
                return Cut(cut.End);
            case FetchBase fetch:
                _offeredBase = null;
                SendTo(fetch.LeaderId, new BaseAsked(Self, fetch.Epoch, fetch.Base), fetch.Epoch);
                return null;
            case TakeBase take:
                return TakeBase(take.Base);
            case SendFetch fetch:
                BeginFetch(fetch);
                return null;
            case SendVote vote:
                if (!vote.Request.IsPreVote) _sim.Checks.Granted(Self, vote.Request);
                SendTo(vote.Request.Addressee.NodeId, new VoteAsked(vote.Request), vote.Request.Epoch);
                return null;
            case SendBeginEpoch begin:
                SendTo(begin.Message.Addressee.NodeId, new EpochBegun(begin.Message), begin.Message.Epoch);
                return null;
            case SendEndEpoch end:
                SendTo(end.To.NodeId, new EpochEnded(end.To, end.Message), end.Message.Epoch);
                return null;
            case StopReplica stop:
                _sim.Checks.Reported(View(), stop.Reason);
                return null;
            default:
                throw new InvalidOperationException($"unknown action {action}");
        }
    }

    private Action? AppendMarker(AppendMarker marker)
    {
        LogEntry entry = LogEntry.Marker(marker.Epoch, Log!.End.Offset, Id, marker.Voters, WallMs);
        if (!Append(entry)) return null;
        if (_sim.DriverFault == DriverFault.MarkerIsNotSynced)
        {
            StartSync();
            return null;
        }
        return FlushAll();
    }

    private void AppendFetched(int epoch)
    {
        IReadOnlyList<LogEntry> entries = _fetched;
        _fetched = [];
        foreach (LogEntry entry in entries)
        {
            if (_sim.DriverFault != DriverFault.AppendsAreNotChecked && Log!.WhyNot(entry, epoch) is { } reason)
            {
                _sim.Checks.Reported(View(), reason);
                Replica!.OnAppendRefused(NowMs, _actions);
                return;
            }
            if (!Append(entry)) return;
        }
        StartSync();
    }

    /// <summary>Writes an entry; false if the write failed and the replica is gone (rule D7).</summary>
    private bool Append(LogEntry entry)
    {
        if (NextWriteFails)
        {
            _sim.Faults.Happened(FaultKind.FailingWrite);
            Crash(losesPower: true, $"fails to write {entry.Label}: the replica is dropped");
            return false;
        }
        _sim.Checks.Appending(View(), entry);
        Log!.Append(entry);
        if (_sim.DriverFault == DriverFault.FollowersForgetProducers && entry.LeaderId != Id) Log.ForgetProducers();
        Folder.Log.Append(entry);
        return true;
    }

    private Action? Cut(LogPosition end)
    {
        _sim.Checks.Cutting(View(), end);
        _sim.Statistics.Cuts++;
        Log!.Cut(end);
        Folder.Log.Cut(Log.Entries.Count);
        if (_sim.DriverFault != DriverFault.CutIsNotSynced) return FlushAll();
        Log.SyncedEnd = Log.End;
        return null;
    }

    /// <summary>What has to happen when a flush of the whole log is done.</summary>
    private Action FlushAll()
    {
        long mark = Folder.Log.Mark;
        return () =>
        {
            Folder.Log.CompleteSync(mark);
            Log!.SyncedEnd = Log.End;
        };
    }

    private Action? TakeBase(LogPosition position)
    {
        if (_offeredBase is not { } @base || @base.Position != position)
        {
            _sim.Checks.Reported(View(), $"it has to take the base {position} and was not given it");
            return null;
        }
        if (_sim.DriverFault == DriverFault.BaseIsNotAtomic)
        {
            Folder.Log.TakeBase(LogBase.Newcomer);
            return () => InstallBase(@base);
        }
        if (_prng.Chance(0.5)) InstallBase(@base);
        return () => InstallBase(@base);
    }

    private void InstallBase(LogBase @base)
    {
        if (Log!.BaseState == @base && Log.Entries.Count == 0) return;
        _sim.Checks.TakingBase(View(), @base, moved: false);
        _sim.Statistics.BasesTaken++;
        Folder.Log.TakeBase(@base);
        Log.TakeBase(@base);
    }

    /// <summary>Begins a flush of what is written; one at a time, the next begins when it is done.</summary>
    private void StartSync()
    {
        if (_sim.DriverFault == DriverFault.SyncIsSkipped)
        {
            Log!.SyncedEnd = Log.End;
            At(_sim.NowUs + 1, () => Take(() => Input((replica, actions) => replica.OnSynced(NowMs, actions))));
            long written = Folder.Log.Mark;
            At(_sim.NowUs + 20_000, () => Folder.Log.CompleteSync(written));
            return;
        }
        if (_syncing)
        {
            _syncAgain = true;
            return;
        }
        _syncing = true;
        (long mark, LogPosition end, int cuts) = (Folder.Log.Mark, Log!.End, Log.Cuts);
        At(_sim.NowUs + DiskUs(), () => SyncEnded(mark, end, cuts));
    }

    private void SyncEnded(long mark, LogPosition end, int cuts)
    {
        _syncing = false;
        if (NextSyncFails && !SyncFailureIsIgnored())
        {
            Crash(losesPower: true, "fails to flush: the replica is dropped");
            return;
        }
        Folder.Log.CompleteSync(mark);
        // After a cut the position may name something else; the cut has flushed what it left.
        if (cuts == Log!.Cuts && end > Log.SyncedEnd) Log.SyncedEnd = end;
        if (_sim.IsTracing) Tell($"has its log on disk up to {Log.SyncedEnd}");
        if (_syncAgain || Log.SyncedEnd < Log.End)
        {
            _syncAgain = false;
            StartSync();
        }
        Take(() => Input((replica, actions) => replica.OnSynced(NowMs, actions)));
    }

    private long DiskUs() => _prng.Chance(0.2) ? 0 : (long)(-_sim.DiskMeanUs * DiskFactor * Math.Log(1 - _prng.NextDouble()));

    private long WallMs => 1_700_000_000_000 + _sim.NowUs / 1000 + WallErrorMs;
}
