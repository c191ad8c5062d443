namespace Vicinity.Consensus;

/// <summary>
/// Knows no leader of its epoch. A voter asks for pre-votes when its timer runs out (rules E1, E2); every replica that knows voters looks for
/// the leader by fetching from them (rule E8).
/// </summary>
internal sealed class UnattachedState : RoleState
{
    private readonly Resend _look;
    private long _electAt;
    private bool _lookIsDue;
    private bool _hasPostponed;

    /// <param name="quorum">The replica.</param>
    /// <param name="electAt">When a voter asks for pre-votes.</param>
    /// <param name="lookAt">When to look for the leader for the first time, or never.</param>
    public UnattachedState(QuorumState quorum, long electAt, long lookAt) : base(quorum)
    {
        bool looks = quorum.HasOtherNodes && !Planted.Is(PlantedFault.DoNotLookForLeader);
        _electAt = quorum.IsVoter ? electAt : long.MaxValue;
        _look = new Resend(quorum.Timers, looks ? lookAt : long.MaxValue);
    }

    public override QuorumRole Kind => QuorumRole.Unattached;

    public override long Deadline => Math.Min(_electAt, _look.At);

    public override void Tick(long now, QuorumActions actions)
    {
        if (now >= _electAt)
        {
            Quorum.BecomeProspective(-1, now, actions);
            return;
        }
        if (now < _look.At) return;
        _look.Sent(now);
        Look(actions);
    }

    public override void OnSynced(long now, QuorumActions actions)
    {
        if (_lookIsDue) Look(actions);
    }

    public override bool GrantsPreVote(in VoteRequest request, long now)
    {
        // A replica that was granted a pre-vote gets a moment to do so, once, or the two would split the votes.
        if (!_hasPostponed && _electAt != long.MaxValue)
        {
            _hasPostponed = true;
            _electAt = Math.Max(_electAt, now + Quorum.Timers.CandidacyMs / 2);
        }
        return true;
    }

    public override void OnVoteGranted(long now)
    {
        if (_electAt != long.MaxValue) _electAt = now + Quorum.ElectionTimeout();
    }

    public override void OnLeaderEnded(int delay, long now, QuorumActions actions)
    {
        // A voter will campaign, or hear of the one that does. Others go on asking: the next leader's set may not have them.
        if (_electAt == long.MaxValue) return;
        _electAt = Math.Min(_electAt, now + delay);
        _look.Stop();
        _lookIsDue = false;
    }

    /// <summary>Every Fetch acknowledges, also one that looks for the leader: only what is on disk may be named (rule D2).</summary>
    private void Look(QuorumActions actions)
    {
        _lookIsDue = !Quorum.IsSynced && !Planted.Is(PlantedFault.LookBeforeSync);
        if (_lookIsDue) return;
        IReadOnlyList<Model.Voter> voters = Quorum.Log.Voters;
        for (int i = 0; i < voters.Count; i++)
        {
            bool isFirstOfItsNode = true;
            for (int j = 0; j < i && isFirstOfItsNode; j++) isFirstOfItsNode = voters[j].NodeId != voters[i].NodeId;
            if (isFirstOfItsNode && voters[i].NodeId != Quorum.Self.NodeId) Quorum.Fetch(voters[i].NodeId, Quorum.Log.End, actions);
        }
    }
}
