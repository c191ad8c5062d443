using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;
using FetchRequest = Vicinity.Consensus.FetchRequest;
using QuorumFetchAnswer = Vicinity.Consensus.FetchAnswer;
using VoteRequest = Vicinity.Consensus.VoteRequest;

namespace Vicinity.Broker;

internal sealed partial class Replica
{
    private const int CrowdedPauseMs = 20;

    private readonly List<FetchWish> _wishes = [];
    private ReplicaEffects? _effects;
    private ReadOnlyMemory<byte> _entries;
    private LogBase? _base;
    private bool _synced;
    private bool _appendRefused;
    private bool _flushWanted;
    private int _resignedEpoch = -1;
    private bool _handsOver;
    private Action<QuorumReplica, long>? _tick;
    private bool _asksForVotes;
    private volatile bool _isPostponed;

    /// <summary>Begins to take part: a sole voter leads when this returns, others look for their leader.</summary>
    public void Begin()
    {
        bool isAlone = Voters is [var only] && only == Self;
        ReplicaEffects? effects;
        lock (_gate)
        {
            if (!IsServing) return;
            if (isAlone) _quorum!.Campaign(ReplicaContext.NowMs, _actions);
            effects = CarryOut();
        }

        Dispatch(effects);
    }

    /// <summary>Whether a <see cref="Tick"/> before the deadline may learn that others are alive, and move it on; otherwise it would be in vain.</summary>
    public bool MayHaveHeard => !_isPostponed && Role is QuorumRole.Leader or QuorumRole.Follower;

    /// <summary>A deadline may be due.</summary>
    public void Tick()
    {
        _isPostponed = false;
        AskForSigns();
        lock (_gate)
        {
            if (!IsServing) return;
            if (_quorum!.NextDeadline is var next && next > ReplicaContext.NowMs)
            {
                _context.Deadlines.Schedule(this, next);
                return;
            }
        }

        _isPostponed = Role is QuorumRole.Unattached or QuorumRole.Follower && _context.Elections.IsCrowded;
        if (_isPostponed) _context.Deadlines.Schedule(this, ReplicaContext.NowMs + CrowdedPauseMs + Random.Shared.Next(CrowdedPauseMs));
        else Drive(_tick ??= (quorum, now) => quorum.Tick(now, _actions));
    }

    /// <summary>Somebody who knows says who leads an epoch.</summary>
    public void LearnLeader(int leaderId, int epoch)
    {
        if (leaderId < 0 || epoch < 0 || leaderId == Self.NodeId) return;
        Leadership known = Leadership;
        if (epoch < known.Epoch || (epoch == known.Epoch && leaderId == known.LeaderId)) return;
        Drive((quorum, now) => quorum.OnLeaderLearnt(leaderId, epoch, now, _actions));
    }

    /// <summary>Campaigns now: the first leader of a new partition, or the one that an operator prefers. Nothing happens to a leader or one without vote.</summary>
    public void Campaign() => Drive((quorum, now) => quorum.Campaign(now, _actions));

    /// <summary>Stops leading and lets another campaign, the preferred node first where it has everything. Nothing happens when this replica does not lead, or is alone.</summary>
    public void Resign(int? preferredNodeId)
    {
        AskForSigns();
        Voter? preferred = null;
        foreach (Voter voter in Voters)
        {
            if (voter.NodeId == preferredNodeId) preferred = voter;
        }

        if (Voters.Count <= 1) return;
        Drive((quorum, now) =>
        {
            _handsOver = quorum.Role == QuorumRole.Leader;
            quorum.Resign(preferred, now, _actions);
        });
    }

    /// <summary>The connection to a node was closed or refused.</summary>
    public void NodeLost(int nodeId)
    {
        if (LeaderId == nodeId) Drive((quorum, now) => quorum.OnNodeLost(nodeId, now));
    }

    public VoteAnswer OnVote(VoteRequest request)
    {
        AskForSigns();
        VoteAnswer answer = new(QuorumError.InvalidVoterKey, Epoch, -1, false, request.IsPreVote);
        Drive((quorum, now) => answer = quorum.OnVote(request, now, _actions));
        // What was to be on disk before the answer is not there.
        return IsServing ? answer : answer with { Error = QuorumError.InvalidVoterKey, IsGranted = false };
    }

    public void OnVoteAnswer(Voter from, VoteRequest asked, VoteAnswer answer) => Drive((quorum, now) => quorum.OnVoteAnswer(from, asked, answer, now, _actions));

    public EpochAnswer OnBeginEpoch(BeginEpoch message)
    {
        EpochAnswer answer = new(QuorumError.InvalidVoterKey, Epoch, -1);
        Drive((quorum, now) => answer = quorum.OnBeginEpoch(message, now, _actions));
        return answer;
    }

    public EpochAnswer OnEndEpoch(EndEpoch message)
    {
        EpochAnswer answer = new(QuorumError.InvalidVoterKey, Epoch, -1);
        Drive((quorum, now) => answer = quorum.OnEndEpoch(message, now, _actions));
        return answer;
    }

    public void OnEpochAnswer(int from, EpochAnswer answer) => Drive((quorum, now) => quorum.OnEpochAnswer(from, answer, now, _actions));

    /// <summary>A replica fetches from this one. Acknowledgements that follow from it are told by <see cref="Dispatch"/>, which the caller calls when it holds no lock.</summary>
    public FetchVerdict OnFetch(in FetchRequest request, bool isParked, out ReplicaEffects? effects)
    {
        lock (_gate)
        {
            if (!IsServing)
            {
                effects = null;
                return new FetchVerdict(FetchVerdictKind.Refused, QuorumError.NotLeader, request.Epoch, -1, default);
            }

            try
            {
                FetchVerdict verdict = _quorum!.OnFetch(request, ReplicaContext.NowMs, _actions, isParked);
                effects = CarryOut();
                return verdict;
            }
#pragma warning disable CA1031 // a fault of the state machine ends this one replica; the session serves many
            catch (Exception e)
#pragma warning restore CA1031
            {
                effects = Fail(e);
                return new FetchVerdict(FetchVerdictKind.Refused, QuorumError.NotLeader, request.Epoch, -1, default);
            }
        }
    }

    /// <summary>A follower goes on waiting with the Fetch that it sent before.</summary>
    public void ReplicaAlive(in FollowerHeartbeat sign)
    {
        lock (_gate)
        {
            if (IsServing) _quorum!.OnReplicaAlive(sign.Follower, sign.Epoch, sign.AtMs);
        }
    }

    /// <summary>The leader had nothing new for this replica, and lived then.</summary>
    public void LeaderAlive(int nodeId, int epoch, long atMs)
    {
        lock (_gate)
        {
            if (IsServing) _quorum!.OnLeaderAlive(nodeId, epoch, atMs);
        }
    }

    /// <summary>
    /// Tells the quorum who was heard since it last asked: before a timer runs out, and before anything else that depends on it. The sessions with other nodes
    /// note it once for all partitions. Outside the lock.
    /// </summary>
    private void AskForSigns()
    {
        Leadership known = Leadership;
        if (known.Role == QuorumRole.Leader)
        {
            foreach (IReplicaFollower follower in Volatile.Read(ref _followers))
            {
                if (follower.LastHeartbeat(this) is { } sign) ReplicaAlive(sign);
            }
        }
        else if (known.Role == QuorumRole.Follower && _context.Transport?.HeardAt(this, known.LeaderId, known.Epoch) is >= 0 and long at)
        {
            LeaderAlive(known.LeaderId, known.Epoch, at);
        }
    }

    /// <summary>The Fetch to have under way to a node, or null.</summary>
    public FetchWish? WishFor(int nodeId)
    {
        lock (_gate)
        {
            foreach (FetchWish wish in _wishes)
            {
                if (wish.NodeId == nodeId) return wish;
            }

            return null;
        }
    }

    /// <summary>
    /// An answer to a Fetch of this replica. Entries that continue the log are appended before this returns; their flush is asked for, and the
    /// next Fetch is wanted when it is done.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="entries">Its entries; not used after the return.</param>
    /// <param name="logStart">The leader's log start, or -1.</param>
    public void OnFetchAnswer(in QuorumFetchAnswer answer, ReadOnlyMemory<byte> entries, long logStart)
    {
        ReplicaEffects? effects;
        bool flush;
        lock (_gate)
        {
            if (!IsServing) return;
            try
            {
                _entries = entries;
                _quorum!.OnFetchAnswer(answer, ReplicaContext.NowMs, _actions);
                effects = CarryOut();
            }
#pragma warning disable CA1031 // a fault of the state machine ends this one replica; the session serves many
            catch (Exception e)
#pragma warning restore CA1031
            {
                effects = Fail(e);
            }

            _entries = default;
            flush = _flushWanted;
            _flushWanted = false;
            if (logStart > 0 && IsServing && answer.AskedEpoch == _quorum!.Epoch) MoveLogStart(Math.Min(logStart, _quorum.HighWatermark));
        }

        Dispatch(effects);
        if (flush) RequestFlush();
    }

    /// <summary>The leader's base has come, or could not be got.</summary>
    public void TakeBase(int leaderId, int epoch, LogBase? known)
    {
        Drive((quorum, now) =>
        {
            _base = known;
            quorum.OnBase(leaderId, epoch, known?.Position, now, _actions);
        });
        _base = null;
    }

    /// <summary>Carries out what an input led to, outside the lock.</summary>
    public void Dispatch(ReplicaEffects? effects)
    {
        Advance();
        if (effects is null) return;
        if (effects.Abandoned is not null)
        {
            foreach (CommitWait wait in effects.Abandoned) wait.Observer.CommitEnded(wait.Index, AppendOutcome.Undecided);
        }

        if (_context.Transport is { } transport)
        {
            foreach (QuorumAction message in effects.Messages ?? [])
            {
                if (message is FetchBase fetch) transport.FetchBase(this, fetch);
                else transport.Send(this, message);
            }

            foreach (int node in effects.FetchNodes ?? []) transport.FetchChanged(this, node);
        }

        if (!effects.LeadershipChanged) return;
        TellObservers();
        NotifyFollowers();
        _context.Observer?.LeadershipChanged(this);
    }

    private void Drive(Action<QuorumReplica, long> input)
    {
        ReplicaEffects? effects;
        lock (_gate)
        {
            if (!IsServing) return;
            try
            {
                input(_quorum!, ReplicaContext.NowMs);
                effects = CarryOut();
            }
#pragma warning disable CA1031 // a fault of the state machine ends this one replica; the thread belongs to all of them
            catch (Exception e)
#pragma warning restore CA1031
            {
                effects = Fail(e);
            }
        }

        Dispatch(effects);
    }

    /// <summary>Carries out the actions of an input in their order, and what follows from them. Under the lock.</summary>
    private ReplicaEffects? CarryOut()
    {
        _effects = null;
        try
        {
            while (_actions.All.Count > 0)
            {
                IReadOnlyList<QuorumAction> all = _actions.All;
                for (int i = 0; i < all.Count; i++) CarryOut(all[i]);
                _actions.Clear();
                if (_appendRefused) _quorum!.OnAppendRefused(ReplicaContext.NowMs, _actions);
                else if (_synced) _quorum!.OnSynced(ReplicaContext.NowMs, _actions);
                _appendRefused = _synced = false;
            }

            Publish();
            _context.Deadlines.Schedule(this, _quorum!.NextDeadline);
            return _effects;
        }
#pragma warning disable CA1031 // a failed write or sync, or a broken rule, is a crash of this one replica (rule D7)
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(e);
        }
    }

    private void CarryOut(QuorumAction action)
    {
        switch (action)
        {
            case RecordVote vote:
                _context.Votes.Record(Id, new VoteRecord(vote.Epoch, vote.Voted));
                break;
            case AppendMarker marker:
                Log.AppendMarker(marker.Epoch, Self.NodeId, marker.Voters, _context.Time.GetUtcNow().ToUnixTimeMilliseconds());
                Log.Sync();
                _synced = true;
                break;
            case AppendFetched append:
                AppendEntries(append.Epoch);
                break;
            case CutLog cut:
                lock (_context.BoundsGate) Log.Truncate(cut.End, LowerBound);
                ReplicaLogLines.LogCut(_context.Log, Partition, cut.End);
                Record(ClusterEventKind.LogTruncated, offset: cut.End.Offset);
                break;
            case TakeBase take:
                if (_base is null || _base.Position != take.Base) throw new BrokerException($"the base {take.Base} of {Partition} is to be taken and is not there");
                lock (_context.BoundsGate) Log.ReplaceBase(_base, LowerBound);
                ReplicaLogLines.BaseTaken(_context.Log, Partition, take.Base);
                break;
            case SendFetch fetch:
                Wish(new FetchWish(fetch.NodeId, fetch.Epoch, fetch.Position));
                break;
            case StopReplica stop:
                throw new BrokerException($"a rule of the quorum was broken: {stop.Reason}");
            default:
                ((_effects ??= new()).Messages ??= []).Add(action);
                break;
        }
    }

    private void AppendEntries(int epoch)
    {
        try
        {
            Log.AppendEntries(_entries.Span, epoch);
            if (_quorumLog!.CountsUnsynced) _synced = true;
            else _flushWanted = true;
        }
        catch (InvalidDataException e)
        {
            ReplicaLogLines.EntriesRefused(_context.Log, Partition, LeaderId, e.Message);
            _appendRefused = true;
        }
    }

    private void LowerBound(SyncedBound bound) => _context.Votes.RecordBounds([(Id, bound)]);

    private void Wish(FetchWish wish)
    {
        _wishes.RemoveAll(w => w.NodeId == wish.NodeId);
        _wishes.Add(wish);
        Wanted(wish.NodeId);
    }

    private void Wanted(int nodeId)
    {
        List<int> nodes = (_effects ??= new()).FetchNodes ??= [];
        if (!nodes.Contains(nodeId)) nodes.Add(nodeId);
    }

    /// <summary>Shows the quorum's state to readers without the lock, and notes what changed.</summary>
    private void Publish()
    {
        QuorumReplica quorum = _quorum!;
        if (quorum.HighWatermark > _committed)
        {
            Volatile.Write(ref _committed, quorum.HighWatermark);
            _context.CountRise();
        }

        Leadership before = _leadership;
        QuorumRole role = quorum.Role;
        bool changing = quorum.IsChangingVoters;
        if (before.Role == role && before.Epoch == quorum.Epoch && before.LeaderId == quorum.LeaderId
            && before.IsCurrent == quorum.IsHighWatermarkCurrent && before.IsChanging == changing)
            return;
        if (before.Role == QuorumRole.Leader && role == QuorumRole.Unattached && before.Epoch == quorum.Epoch) _resignedEpoch = quorum.Epoch;
        bool hasResigned = role is QuorumRole.Unattached or QuorumRole.Prospective && quorum.Epoch == _resignedEpoch;
        long lostAt = !hasResigned ? -1 : before.Role != QuorumRole.Leader ? before.LostAtMs : _handsOver ? -1 : ReplicaContext.NowMs;
        _handsOver = false;
        bool serves = role == QuorumRole.Leader || changing || hasResigned;
        var now = new Leadership(role, quorum.Epoch, quorum.LeaderId, quorum.IsHighWatermarkCurrent, changing, serves, lostAt);
        Volatile.Write(ref _leadership, now);
        AskForVotes(role is QuorumRole.Prospective or QuorumRole.Candidate);
        _effects ??= new();
        _effects.LeadershipChanged = true;
        if (before.Holds && !now.Holds) AbandonWaits(_effects);
        DropWishes(role, quorum.LeaderId);
        Report(before, now);
    }

    private void AskForVotes(bool asks)
    {
        if (asks == _asksForVotes) return;
        _asksForVotes = asks;
        if (asks) _context.Elections.Begun();
        else _context.Elections.Ended();
    }

    /// <summary>A leader or candidate fetches from nobody, a follower from its leader alone.</summary>
    private void DropWishes(QuorumRole role, int leaderId)
    {
        for (int i = _wishes.Count - 1; i >= 0; i--)
        {
            int node = _wishes[i].NodeId;
            if (role is not (QuorumRole.Leader or QuorumRole.Candidate) && (role != QuorumRole.Follower || node == leaderId)) continue;
            _wishes.RemoveAt(i);
            Wanted(node);
        }
    }

    private void Record(ClusterEventKind kind, string? detail = null, long offset = -1) => _context.Events.Record(new(kind)
    {
        NodeId = Self.NodeId,
        Topic = Partition.Topic,
        Partition = Partition.Partition,
        Epoch = Epoch,
        Offset = offset,
        Detail = detail,
    });

    private void Report(Leadership before, Leadership now)
    {
        bool hasOthers = Voters.Count > 1;
        if (!hasOthers) return;
        if (now.Role != before.Role) ReplicaLogLines.RoleChanged(_context.Log, Partition, before.Role, now.Role, now.Epoch);
        if (now.Role == QuorumRole.Leader && before.Role != QuorumRole.Leader) ReplicaLogLines.Leads(_context.Log, Partition, now.Epoch, Log.End.Offset);
        else if (before.Holds && !now.Holds) ReplicaLogLines.LeadsNoLonger(_context.Log, Partition, before.Epoch, now.LeaderId, now.Epoch);
    }
}
