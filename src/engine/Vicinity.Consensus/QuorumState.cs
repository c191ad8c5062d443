using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// What a replica's quorum knows whatever its role is, and the only place where a role begins. Holds the rules that do not ask for the role:
/// a higher epoch (E6), who leads (E8), votes (E4).
/// </summary>
internal sealed class QuorumState
{
    private const int MaxDoublings = 3;

    private readonly Prng _prng;
    private int _failedCandidacies;
    private int _leaderlessEpochs;
    private IReadOnlyList<Voter>? _plantedIntent;

    public QuorumState(Voter self, IQuorumLog log, int epoch, Voter? voted, long highWatermark, QuorumTimers timers, Prng prng, long now)
    {
        Self = self;
        Log = log;
        Epoch = epoch;
        Voted = voted;
        HighWatermark = Math.Max(log.Base.Offset, Math.Min(highWatermark, log.End.Offset));
        Timers = timers;
        _prng = prng;
        Role = PlantedResumption(now) ?? new UnattachedState(this, now + (epoch == 0 && HasOtherNodes ? timers.FirstLeaderMs : 0) + ElectionTimeout(), now); // E7: nothing of before is resumed.
    }

    public Voter Self { get; }

    public IQuorumLog Log { get; }

    public QuorumTimers Timers { get; }

    public RoleState Role { get; private set; }

    public int Epoch { get; private set; }

    public Voter? Voted { get; private set; }

    public long HighWatermark { get; private set; }

    public int WriteQuorum { get; set; }

    /// <summary>The leader of this epoch, present or former, as far as known; else -1. Kept when the replica no longer follows it: there is no second one (rule E8).</summary>
    public int EpochLeaderId { get; private set; } = -1;

    /// <summary>The leader of this epoch has said that it stops; a replica that still names it is late.</summary>
    public bool HasLeaderEnded { get; private set; }

    /// <summary>A rule was broken: this replica does nothing any more.</summary>
    public bool IsStopped { get; private set; }

    public bool IsVoter => VoterSet.Contains(Log.Voters, Self);

    public bool IsSynced => Log.SyncedEnd >= Log.End;

    public bool HasOtherNodes
    {
        get
        {
            for (int i = 0; i < Log.Voters.Count; i++)
            {
                if (Log.Voters[i].NodeId != Self.NodeId) return true;
            }
            return false;
        }
    }

    public int Random(int below) => below <= 0 ? 0 : _prng.Next(below);

    /// <summary>How long a silent leader is waited for.</summary>
    public int FetchTimeout() => Timers.FetchTimeoutMs + Random(Timers.FetchTimeoutJitterMs);

    /// <summary>How long a replica without leader waits before it asks for pre-votes; a single voter has no other to wait for.</summary>
    public int ElectionTimeout() => Log.Voters.Count == 1 && IsVoter ? 0 : Patient(FetchTimeout());

    /// <summary>
    /// How long an election may take. Votes and markers wait for disks: where those are slow, or the machine is busy, elections that are given up after the usual time would all
    /// fail. So the time doubles with each further epoch in a row that has no leader, up to eight times.
    /// </summary>
    public int Patient(int milliseconds) => milliseconds << Math.Clamp(_leaderlessEpochs - 1, 0, MaxDoublings);

    /// <summary>A random pause that doubles with each candidacy that failed in a row.</summary>
    public int BackoffAfterFailure()
    {
        int bound = (int)Math.Min(Timers.MaxBackoffMs, (long)Timers.LeaderLostJitterMs << Math.Min(++_failedCandidacies, 16));
        return Random(bound);
    }

    /// <summary>A leader works: the next election begins with the usual times.</summary>
    public void ForgetFailures() => _failedCandidacies = _leaderlessEpochs = 0;

    public void Fetch(int nodeId, LogPosition end, QuorumActions actions) => actions.Add(new SendFetch(nodeId, Epoch, end));

    public void RaiseHighWatermark(long offset) => HighWatermark = Math.Max(HighWatermark, offset);

    /// <summary>A follower's: what its leader sent, bounded by what it has (rule H3).</summary>
    public void RaiseHighWatermarkAsTold(long told) =>
        RaiseHighWatermark(Planted.Is(PlantedFault.TrustToldHighWatermark) ? told : Math.Min(told, Log.End.Offset));

    /// <summary>Whether a message's epoch ends ours (rule E6).</summary>
    public bool IsHigher(int epoch) => epoch > Epoch && !(Planted.Is(PlantedFault.LeaderIgnoresHigherEpoch) && Role is LeaderState);

    /// <summary>Rule E6: takes a higher epoch; a known leader of it is followed.</summary>
    public void TakeEpoch(int epoch, int leaderId, long now, QuorumActions actions)
    {
        EnterEpoch(epoch, null);
        actions.Add(new RecordVote(epoch, null));
        if (leaderId >= 0 && leaderId != Self.NodeId) Follow(leaderId, true, now, actions);
        else BecomeUnattached(now + ElectionTimeout(), now + Timers.ResendMs);
    }

    /// <summary>Rule E8: a message names the leader of our epoch.</summary>
    /// <param name="leaderId">Its node.</param>
    /// <param name="byItself">Whether the leader itself says so.</param>
    /// <param name="fetch">Whether a Fetch must be sent to it when it is new to us.</param>
    /// <returns>False when that broke a rule, or when it is late.</returns>
    public bool LearnLeader(int leaderId, bool byItself, bool fetch, long now, QuorumActions actions)
    {
        if (leaderId < 0 || leaderId == Self.NodeId) return true;
        if (EpochLeaderId >= 0 && EpochLeaderId != leaderId)
        {
            Stop($"two leaders of epoch {Epoch}: nodes {EpochLeaderId} and {leaderId}", actions);
            return false;
        }
        if (HasLeaderEnded) return false;
        Role.OnLeaderNamed(leaderId, byItself, fetch, now, actions);
        return true;
    }

    /// <summary>The leader of our epoch says that it stops.</summary>
    public void EndLeader(int leaderId, int delay, long now, QuorumActions actions)
    {
        EpochLeaderId = leaderId;
        HasLeaderEnded = true;
        Role.OnLeaderEnded(delay, now, actions);
    }

    /// <summary>This replica led the epoch and stops.</summary>
    public void EndLeadership(long now)
    {
        HasLeaderEnded = true;
        BecomeUnattached(now + FetchTimeout(), long.MaxValue);
    }

    /// <summary>Rules E2, E4, E6, on the side of the voter.</summary>
    public VoteAnswer OnVote(in VoteRequest request, long now, QuorumActions actions)
    {
        if (request.Addressee != Self) return Answer(QuorumError.InvalidVoterKey, false, request);
        if (request.Epoch < Epoch) return Answer(QuorumError.FencedLeaderEpoch, false, request);
        if (request.Candidate == Self || !VoteRules.IsSound(request)) return Answer(QuorumError.None, false, request);

        bool isUpToDate = VoteRules.IsUpToDate(request.LogEnd, Log);
        bool isNew = IsHigher(request.Epoch);
        if (request.IsPreVote || request.Epoch > Epoch && !isNew)
        {
            if (isNew) TakeEpoch(request.Epoch, -1, now, actions);
            return Answer(QuorumError.None, isUpToDate && request.IsPreVote && Role.GrantsPreVote(request, now), request);
        }

        if (isNew)
        {
            EnterEpoch(request.Epoch, null);
            // A replica that holds more than the candidate is needed as candidate itself, and soon.
            BecomeUnattached(now + (isUpToDate ? ElectionTimeout() : Random(Timers.CandidacyMs)), now + Timers.ResendMs);
        }
        bool isGranted = Voted == request.Candidate
            || (Voted is null || Planted.Is(PlantedFault.VoteTwice)) && EpochLeaderId < 0 && isUpToDate;
        bool isFirst = isGranted && Voted != request.Candidate;
        if (isFirst) Voted = request.Candidate;
        if (isNew || isFirst) actions.Add(new RecordVote(Epoch, Planted.Is(PlantedFault.VoteIsNotRecorded) ? null : Voted)); // D1
        if (isFirst) Role.OnVoteGranted(now);
        return Answer(QuorumError.None, isGranted, request);
    }

    public void BecomeUnattached(long electAt, long lookAt) => Role = new UnattachedState(this, electAt, lookAt);

    public FollowerState BecomeFollower(int leaderId, long now)
    {
        EpochLeaderId = leaderId;
        FollowerState follower = new(this, leaderId, now);
        Role = follower;
        return follower;
    }

    public void Follow(int leaderId, bool fetch, long now, QuorumActions actions)
    {
        FollowerState follower = BecomeFollower(leaderId, now);
        if (fetch) follower.Fetch(now, actions);
    }

    /// <summary>Rule E2. Only a member of its own set in force campaigns (rule E1).</summary>
    public void BecomeProspective(int lostLeaderId, long now, QuorumActions actions)
    {
        if (Planted.Is(PlantedFault.NoPreVote))
        {
            BecomeCandidate(null, now, actions);
            return;
        }
        ProspectiveState prospective = new(this, lostLeaderId, now);
        Role = prospective;
        prospective.Begin(now, actions);
    }

    /// <summary>Rule E3; with an intent rule V3.</summary>
    public void BecomeCandidate(IReadOnlyList<Voter>? intent, long now, QuorumActions actions)
    {
        if (Epoch == int.MaxValue)
        {
            Stop("there is no epoch behind 2147483647", actions);
            return;
        }
        bool wasLeader = Role is LeaderState;
        if (Planted.Is(PlantedFault.KeepIntent)) intent = _plantedIntent = intent ?? _plantedIntent;
        EnterEpoch(Epoch + 1, Self);
        actions.Add(new RecordVote(Epoch, Self)); // D1
        CandidateState candidate = new(this, intent, wasLeader, now);
        Role = candidate;
        candidate.Begin(now, actions);
    }

    /// <summary>Rule L1.</summary>
    public void BecomeLeader(IReadOnlyList<Voter> voters, long now, QuorumActions actions)
    {
        EpochLeaderId = Self.NodeId;
        ForgetFailures();
        actions.Add(new AppendMarker(Epoch, voters)); // D4
        LeaderState leader = new(this, voters, new LogPosition(Epoch, Log.End.Offset), now);
        Role = leader;
        leader.Begin(now, actions);
    }

    /// <summary>A rule was broken; going on could lose records.</summary>
    public void Stop(string reason, QuorumActions actions)
    {
        IsStopped = true;
        Role = new UnattachedState(this, long.MaxValue, long.MaxValue);
        actions.Add(new StopReplica(reason));
    }

    /// <summary>What rule E7 forbids; only a planted fault does it.</summary>
    private RoleState? PlantedResumption(long now)
    {
        if (Voted != Self || Epoch == 0) return null;
        if (Log.End.Epoch < Epoch) return Planted.Is(PlantedFault.ResumeCandidacy) ? new CandidateState(this, null, false, now) : null;
        if (!Planted.Is(PlantedFault.ResumeLeadership)) return null;
        EpochLeaderId = Self.NodeId;
        return new LeaderState(this, Log.Voters, new LogPosition(Epoch, Log.EndOfEpochAtMost(Epoch - 1).Offset), now);
    }

    private void EnterEpoch(int epoch, Voter? voted)
    {
        Epoch = epoch;
        Voted = voted;
        _leaderlessEpochs++;
        EpochLeaderId = -1;
        HasLeaderEnded = false;
    }

    private VoteAnswer Answer(QuorumError error, bool isGranted, in VoteRequest request) => new(error, Epoch, Role.LeaderId, isGranted, request.IsPreVote);
}
