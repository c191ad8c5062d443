using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Leads its epoch: rules L, H and the leader's side of T and V.</summary>
internal sealed class LeaderState : RoleState
{
    private readonly IReadOnlyList<Voter> _voters;
    private readonly LogPosition _marker;
    private readonly ProgressTable _progress;
    private readonly Resend _begin;
    private readonly long _startedAt;
    private long _checkAt;

    /// <param name="quorum">The replica.</param>
    /// <param name="voters">The set that its marker carries: in force for the whole epoch.</param>
    /// <param name="marker">Position behind its marker.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    public LeaderState(QuorumState quorum, IReadOnlyList<Voter> voters, LogPosition marker, long now) : base(quorum)
    {
        _voters = voters;
        _marker = marker;
        _progress = new ProgressTable(voters, quorum.Self);
        _begin = new Resend(quorum.Timers, now);
        _startedAt = now;
        _checkAt = NextCheck();
    }

    public override QuorumRole Kind => QuorumRole.Leader;

    public override long Deadline => Math.Min(_checkAt, _begin.At);

    public override int LeaderId => Quorum.Self.NodeId;

    /// <summary>a(majority), once it is of this epoch (rule H2).</summary>
    public LogPosition? Committed { get; private set; }

    /// <summary>Whether the high watermark has been set by this epoch (rule H5).</summary>
    public bool IsHighWatermarkCurrent { get; private set; }

    public IReadOnlyList<ReplicaProgress> Progress => _progress.ToList();

    /// <summary>The marker will be on disk before anything of this leaves (rule D4).</summary>
    public void Begin(long now, QuorumActions actions)
    {
        Advance();
        SendBegin(now, actions);
    }

    public override void Tick(long now, QuorumActions actions)
    {
        if (now >= _checkAt && !IsHeard(now)) Resign(null, now, actions); // L4
        else if (now >= _begin.At) SendBegin(now, actions);
    }

    public override void OnSynced(long now, QuorumActions actions) => Advance();

    public override bool GrantsPreVote(in VoteRequest request, long now) => false;

    public override void OnLeaderEnded(int delay, long now, QuorumActions actions)
    {
        // Its own message of an earlier stop cannot be of this epoch.
    }

    /// <summary>Rules L3 and T1.</summary>
    public FetchVerdict OnFetch(in FetchRequest request, long now, bool isParked)
    {
        IQuorumLog log = Quorum.Log;
        if (Divergence.IsBeforeBase(request.Position, log.Base))
        {
            if (!isParked) _progress.Heard(request.From, now);
            return Verdict(FetchVerdictKind.Start, log.Base);
        }
        if (!Divergence.Holds(log, request.Position))
        {
            if (!isParked) _progress.Heard(request.From, now);
            return Verdict(FetchVerdictKind.Diverging, log.EndOfEpochAtMost(request.Position.Epoch));
        }
        bool isVoter = VoterSet.Contains(_voters, request.From);
        // What waits was noted when it came; a replica that died meanwhile must not seem alive because a producer writes.
        if (isParked) return Verdict(FetchVerdictKind.Entries, Limit(isVoter) ?? request.Position);
        LogPosition acknowledged = Planted.Is(PlantedFault.AcknowledgeByOffset) ? new LogPosition(Quorum.Epoch, request.Position.Offset) : request.Position;
        _progress.Acknowledge(request.From, acknowledged, Limit(isVoter) ?? log.End, now);
        if (isVoter || Planted.Is(PlantedFault.CountObservers)) Advance();
        return Verdict(FetchVerdictKind.Entries, Limit(isVoter) ?? request.Position);
    }

    public void OnReplicaAlive(Voter replica, long at) =>
        _progress.StillWaits(replica, Limit(VoterSet.Contains(_voters, replica)) ?? Quorum.Log.End, at);

    /// <summary>Rules H1, H2: computed again from what is acknowledged.</summary>
    public void Advance()
    {
        LogPosition synced = Planted.Is(PlantedFault.CountUnsyncedOwnCopy) ? Quorum.Log.End : Quorum.Log.SyncedEnd;
        // The marker's action comes before everything that this position lets out.
        _progress.SetOwn(synced > _marker ? synced : _marker);
        ReadOnlySpan<LogPosition> acknowledged = Planted.Is(PlantedFault.CountObservers)
            ? (LogPosition[])[.. _progress.Acknowledged, .. _progress.OfObservers]
            : _progress.Acknowledged;
        int majority = VoterSet.Majority(_voters.Count);
        int copies = VoterSet.WriteQuorum(_voters.Count, Quorum.WriteQuorum);
        if (Planted.Is(PlantedFault.CommitBelowMajority))
        {
            majority = Math.Max(1, majority - 1);
            copies = Math.Max(1, copies - 1);
        }

        LogPosition committed = CommitRule.ReachedBy(acknowledged, majority);
        if (CommitRule.Passes(committed, Quorum.Epoch, _marker.Offset) && committed > (Committed ?? CommitRule.Nothing)) Committed = committed;
        LogPosition safe = copies == majority ? committed : CommitRule.ReachedBy(acknowledged, copies);
        if (!CommitRule.Passes(safe, Quorum.Epoch, _marker.Offset)) return;
        IsHighWatermarkCurrent = true;
        Quorum.RaiseHighWatermark(safe.Offset);
    }

    /// <summary>Whether a change to this set may begin (rule V2).</summary>
    public VoterChangeVerdict MayChange(IReadOnlyList<Voter> voters, long now)
    {
        if (!VoterSet.DiffersByOne(_voters, voters) && !Planted.Is(PlantedFault.ChangeManyVoters)) return VoterChangeVerdict.Invalid;
        if (!VoterSet.Contains(voters, Quorum.Self)) return VoterChangeVerdict.Invalid;
        if (Committed is null && !Planted.Is(PlantedFault.ChangeBeforeOwnMarkerIsCommitted)) return VoterChangeVerdict.NotReady;
        if (!IsHighWatermarkCurrent && Planted.Is(PlantedFault.ChangeWaitsForHighWatermark)) return VoterChangeVerdict.NotReady;
        if (VoterSet.Added(_voters, voters) is { } added && !_progress.IsCaughtUp(added, Quorum.HighWatermark, now - Quorum.Timers.CheckQuorumMs)) return VoterChangeVerdict.NotCaughtUp;
        return VoterChangeVerdict.Begun;
    }

    /// <summary>Stops leading in the same epoch; its own vote is spent, so it cannot lead it again (rules L4, L5, V5).</summary>
    public void Resign(Voter? preferred, long now, QuorumActions actions)
    {
        EndEpoch message = new(Quorum.Epoch, Quorum.Self.NodeId, _progress.Successors(preferred, Quorum.Log.End));
        for (int i = 0; i < _voters.Count; i++)
        {
            if (_voters[i] != Quorum.Self) actions.Add(new SendEndEpoch(_voters[i], message));
        }
        Quorum.EndLeadership(now);
    }

    private bool IsHeard(long now)
    {
        _checkAt = NextCheck();
        return now < _checkAt;
    }

    private long NextCheck()
    {
        long heardAt = _progress.LastMajority(_startedAt);
        return heardAt == long.MaxValue || Planted.Is(PlantedFault.NoCheckQuorum) ? long.MaxValue : heardAt + Quorum.Timers.CheckQuorumMs;
    }

    /// <summary>How far a replica may read: a voter everything, others what a majority has (rule V4); null: nothing.</summary>
    private LogPosition? Limit(bool isVoter) => isVoter || Planted.Is(PlantedFault.FeedOutsidersUncommitted) ? Quorum.Log.End : Committed;

    private FetchVerdict Verdict(FetchVerdictKind kind, LogPosition position) => new(kind, QuorumError.None, Quorum.Epoch, Quorum.Self.NodeId, position);

    private void SendBegin(long now, QuorumActions actions)
    {
        bool isComplete = true;
        for (int i = 0; i < _voters.Count; i++)
        {
            if (_voters[i] == Quorum.Self || _progress.HasFetched(_voters[i])) continue;
            isComplete = false;
            actions.Add(new SendBeginEpoch(new BeginEpoch(Quorum.Epoch, Quorum.Self, _voters[i])));
        }
        if (isComplete) _begin.Stop();
        else _begin.Sent(now);
    }
}
