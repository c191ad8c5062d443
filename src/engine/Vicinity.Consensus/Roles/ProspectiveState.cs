using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Asks whether it would win before it raises the epoch (rule E2). Changes nothing on disk.</summary>
internal sealed class ProspectiveState : RoleState
{
    private readonly VoteTally _tally;
    private readonly Resend _resend;
    private readonly int _lostLeaderId;
    private readonly LogPosition _logEnd;
    private readonly long _giveUpAt;
    private long _yieldedUntil = long.MaxValue;

    /// <param name="quorum">The replica, a voter.</param>
    /// <param name="lostLeaderId">Leader of this epoch that has just stopped answering, or -1: the word of others does not bring it back at once.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    public ProspectiveState(QuorumState quorum, int lostLeaderId, long now) : base(quorum)
    {
        _tally = new VoteTally(quorum.Log.Voters, quorum.Self);
        _resend = new Resend(quorum.Timers, now);
        _lostLeaderId = lostLeaderId;
        _logEnd = VoteRules.End(quorum.Log);
        _giveUpAt = now + quorum.Timers.CandidacyMs + quorum.Random(quorum.Timers.CandidacyMs);
    }

    public override QuorumRole Kind => QuorumRole.Prospective;

    public override long Deadline => Math.Min(Math.Min(_giveUpAt, _yieldedUntil), _resend.At);

    public void Begin(long now, QuorumActions actions)
    {
        if (_tally.IsWon) Quorum.BecomeCandidate(null, now, actions);
        else Ask(now, actions);
    }

    public override void Tick(long now, QuorumActions actions)
    {
        // It found no majority: it looks for the leader again before it asks once more. A pre-vote does no harm, so the pause does not grow.
        if (now >= _giveUpAt) Quorum.BecomeUnattached(now + Quorum.Timers.LeaderLostJitterMs + Quorum.Random(Quorum.Timers.CandidacyMs), now);
        else if (now >= _yieldedUntil) Quorum.BecomeUnattached(now, long.MaxValue);
        else if (now >= _resend.At) Ask(now, actions);
    }

    /// <summary>
    /// Two that ask at the same time would become candidates together and split the votes. So the one with the longer log, or the higher id,
    /// goes first, and the other waits for a moment.
    /// </summary>
    public override bool GrantsPreVote(in VoteRequest request, long now)
    {
        int order = request.LogEnd.CompareTo(_logEnd);
        if (order == 0) order = request.Candidate.NodeId.CompareTo(Quorum.Self.NodeId);
        if (order == 0) order = request.Candidate.ReplicaId.CompareTo(Quorum.Self.ReplicaId);
        if (order < 0) return false;
        if (_yieldedUntil == long.MaxValue)
        {
            _yieldedUntil = now + Quorum.Timers.CandidacyMs / 2 + Quorum.Random(Quorum.Timers.CandidacyMs / 2);
            _resend.Stop();
        }
        return true;
    }

    public override void OnVoteAnswer(Voter from, in VoteRequest asked, in VoteAnswer answer, long now, QuorumActions actions)
    {
        if (!asked.IsPreVote || asked.LogEnd != _logEnd || _yieldedUntil != long.MaxValue) return;
        _tally.Note(from, answer.IsGranted);
        if (_tally.IsWon) Quorum.BecomeCandidate(null, now, actions);
    }

    public override void OnVoteGranted(long now) => Quorum.BecomeUnattached(now + Quorum.ElectionTimeout(), long.MaxValue);

    public override void OnLeaderNamed(int leaderId, bool byItself, bool fetch, long now, QuorumActions actions)
    {
        if (byItself || leaderId != _lostLeaderId) base.OnLeaderNamed(leaderId, byItself, fetch, now, actions);
    }

    public override void OnLeaderEnded(int delay, long now, QuorumActions actions)
    {
        // It asks already; those who refused because they followed the leader are asked again at the next resend.
    }

    private void Ask(long now, QuorumActions actions)
    {
        _resend.Sent(now);
        IReadOnlyList<Voter> voters = Quorum.Log.Voters;
        for (int i = 0; i < voters.Count; i++)
        {
            if (voters[i] != Quorum.Self && !_tally.HasGranted(voters[i])) actions.Add(new SendVote(new VoteRequest(Quorum.Self, voters[i], Quorum.Epoch, _logEnd, true)));
        }
    }
}
