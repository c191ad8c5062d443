using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Has voted for itself in a new epoch and asks all voters of the set in force (rules E3, E5), or elects itself again to change that set (rule V3).</summary>
internal sealed class CandidateState : RoleState
{
    private readonly IReadOnlyList<Voter> _voters;
    private readonly VoteTally _tally;
    private readonly Resend _resend;
    private readonly LogPosition _logEnd;
    private readonly bool _wasLeader;
    private long _giveUpAt;

    /// <param name="quorum">The replica, a voter.</param>
    /// <param name="intent">Changed set that the marker will carry, or null.</param>
    /// <param name="wasLeader">Whether it led the epoch before and begins a voter change.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    public CandidateState(QuorumState quorum, IReadOnlyList<Voter>? intent, bool wasLeader, long now) : base(quorum)
    {
        Intent = intent;
        _wasLeader = wasLeader;
        _voters = intent is not null && Planted.Is(PlantedFault.ChangedSetElects) ? intent : quorum.Log.Voters;
        _tally = new VoteTally(_voters, quorum.Self);
        _resend = new Resend(quorum.Timers, now);
        _logEnd = VoteRules.End(quorum.Log);
        _giveUpAt = now + (wasLeader ? quorum.Timers.VoterChangeMs : quorum.Patient(quorum.Timers.CandidacyMs + quorum.Random(quorum.Timers.CandidacyMs)));
    }

    /// <summary>The changed set, for this epoch only (rule V3).</summary>
    public IReadOnlyList<Voter>? Intent { get; }

    public override QuorumRole Kind => QuorumRole.Candidate;

    public override long Deadline => Math.Min(_giveUpAt, _resend.At);

    public void Begin(long now, QuorumActions actions)
    {
        if (_tally.IsWon) Win(now, actions);
        else Ask(now, actions);
    }

    public override void Tick(long now, QuorumActions actions)
    {
        if (now >= _giveUpAt) GiveUp(now);
        else if (now >= _resend.At) Ask(now, actions);
    }

    public override bool GrantsPreVote(in VoteRequest request, long now) => true;

    public override void OnVoteAnswer(Voter from, in VoteRequest asked, in VoteAnswer answer, long now, QuorumActions actions)
    {
        if (asked.IsPreVote) return;
        _tally.Note(from, answer.IsGranted);
        if (_tally.IsWon) Win(now, actions);
        else if (_tally.IsLost) GiveUp(now);
        // A replica that refuses has voted for another candidate, or has a longer log. Other grants that are under way arrive soon; there is no use in waiting longer.
        else if (!answer.IsGranted) _giveUpAt = Math.Min(_giveUpAt, now + Quorum.Timers.LeaderLostJitterMs + Quorum.Random(Quorum.Timers.LeaderLostJitterMs));
    }

    private void Win(long now, QuorumActions actions) => Quorum.BecomeLeader(Intent ?? Quorum.Log.Voters, now, actions);

    private void GiveUp(long now)
    {
        // A leader that lost the election of its own change is still the best candidate.
        int pause = _wasLeader ? Quorum.Random(Quorum.Timers.LeaderLostJitterMs) : Quorum.BackoffAfterFailure();
        Quorum.BecomeUnattached(now + pause, now);
    }

    private void Ask(long now, QuorumActions actions)
    {
        _resend.Sent(now);
        for (int i = 0; i < _voters.Count; i++)
        {
            if (_voters[i] != Quorum.Self && !_tally.HasAnswered(_voters[i])) actions.Add(new SendVote(new VoteRequest(Quorum.Self, _voters[i], Quorum.Epoch, _logEnd, false)));
        }
    }
}
