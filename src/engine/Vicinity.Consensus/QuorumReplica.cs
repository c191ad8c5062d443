using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// The state machine of one replica in the quorum of its partition: elections, replication, high watermark, voter changes. Pure: time, randomness,
/// messages and the ends of syncs come in, actions come out. The rules and their numbers (E4, H2, T2, ...) are those of docs/consensus.md. Not thread-safe.
/// </summary>
/// <remarks>
/// Driver's duties: after each input carry out all actions in order, then (for a request) send the answer. Call <see cref="Tick"/> at
/// <see cref="NextDeadline"/>. Call <see cref="OnSynced"/> after each sync of the log. A fresh object begins as Unattached (rule E7).
/// </remarks>
public sealed class QuorumReplica
{
    private readonly QuorumState _quorum;

    /// <summary>A replica after a start.</summary>
    /// <param name="self">Node and uuid of this replica.</param>
    /// <param name="log">Its log, recovered and synced.</param>
    /// <param name="epoch">Recorded epoch.</param>
    /// <param name="voted">Recorded vote in that epoch.</param>
    /// <param name="highWatermark">A high watermark known from before, a hint; it is bounded by base and log end.</param>
    /// <param name="timers">Times.</param>
    /// <param name="prng">Randomness of the timers.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <exception cref="ArgumentException">The log holds a later epoch than the one recorded: the record was damaged, and the replica must come back as a new one (rule E7).</exception>
    public QuorumReplica(Voter self, IQuorumLog log, int epoch, Voter? voted, long highWatermark, QuorumTimers timers, Prng prng, long now)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(prng);
        if (log.End.Epoch > epoch) throw new ArgumentException($"the log ends in epoch {log.End.Epoch}, the recorded epoch is {epoch}: the record of votes is damaged", nameof(epoch));
        _quorum = new QuorumState(self, log, epoch, voted, highWatermark, timers, prng, now);
    }

    /// <summary>Node and uuid of this replica.</summary>
    public Voter Self => _quorum.Self;

    /// <summary>What it is at the moment.</summary>
    public QuorumRole Role => _quorum.Role.Kind;

    /// <summary>The latest epoch that it knows.</summary>
    public int Epoch => _quorum.Epoch;

    /// <summary>Node that leads the epoch, or -1.</summary>
    public int LeaderId => _quorum.Role.LeaderId;

    /// <summary>Offset below which everything is acknowledged and readable. Never falls.</summary>
    public long HighWatermark => _quorum.HighWatermark;

    /// <summary>Whether the high watermark has moved in this leader's own epoch, so that "latest" is known (rule H5).</summary>
    public bool IsHighWatermarkCurrent => _quorum.Role is LeaderState { IsHighWatermarkCurrent: true };

    /// <summary>Leader: the position that a majority has on disk, of its own epoch (rule H2); null before.</summary>
    public LogPosition? Committed => (_quorum.Role as LeaderState)?.Committed;

    /// <summary>Whether a voter change is being elected: new batches wait, parked requests stay parked (rule V3).</summary>
    public bool IsChangingVoters => _quorum.Role is CandidateState { Intent: not null };

    /// <summary>Whether a rule was broken and <see cref="StopReplica"/> was given: nothing happens any more, and every request is refused.</summary>
    public bool IsStopped => _quorum.IsStopped;

    /// <summary>Copies on disk before a record is acknowledged; at least a majority is taken, at most all voters. May be changed between two inputs; the high watermark may rise at once.</summary>
    public int WriteQuorum
    {
        get => _quorum.WriteQuorum;
        set
        {
            _quorum.WriteQuorum = value;
            (_quorum.Role as LeaderState)?.Advance();
        }
    }

    /// <summary>When <see cref="Tick"/> must be called next, in monotonic milliseconds; <see cref="long.MaxValue"/>: not at all.</summary>
    public long NextDeadline => _quorum.IsStopped ? long.MaxValue : _quorum.Role.Deadline;

    /// <summary>Leader: what is known of the other replicas, voters and observers; else empty. Makes a copy.</summary>
    public IReadOnlyList<ReplicaProgress> Progress => (_quorum.Role as LeaderState)?.Progress ?? [];

    /// <summary>Time has passed.</summary>
    public void Tick(long now, QuorumActions actions)
    {
        if (now >= NextDeadline) _quorum.Role.Tick(now, actions);
    }

    /// <summary>The log's synced end has risen.</summary>
    public void OnSynced(long now, QuorumActions actions)
    {
        if (!_quorum.IsStopped) _quorum.Role.OnSynced(now, actions);
    }

    /// <summary>Entries of an answer did not continue the log and were dropped (rule F3).</summary>
    public void OnAppendRefused(long now, QuorumActions actions)
    {
        if (!_quorum.IsStopped) _quorum.Role.OnAppendRefused(now);
    }

    /// <summary>Another replica asks for a vote or a pre-vote. The answer leaves after the actions are carried out (rule D1).</summary>
    public VoteAnswer OnVote(in VoteRequest request, long now, QuorumActions actions) =>
        _quorum.IsStopped ? new VoteAnswer(QuorumError.InvalidVoterKey, Epoch, -1, false, request.IsPreVote) : _quorum.OnVote(request, now, actions);

    /// <summary>An answer to a request for a vote or a pre-vote.</summary>
    /// <param name="from">The replica that was asked.</param>
    /// <param name="asked">What it was asked.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="actions">Takes what is to be done.</param>
    public void OnVoteAnswer(Voter from, in VoteRequest asked, in VoteAnswer answer, long now, QuorumActions actions)
    {
        if (!IsCurrent(answer.Epoch, answer.LeaderId, answer.LeaderId == from.NodeId, now, actions)) return;
        if (asked.Epoch == Epoch && asked.Candidate == Self) _quorum.Role.OnVoteAnswer(from, asked, answer, now, actions);
    }

    /// <summary>A new leader announces its epoch (rule E8).</summary>
    public EpochAnswer OnBeginEpoch(in BeginEpoch message, long now, QuorumActions actions)
    {
        if (_quorum.IsStopped || message.Addressee != Self || message.Leader.NodeId < 0) return Answer(QuorumError.InvalidVoterKey);
        if (message.Epoch < Epoch) return Answer(QuorumError.FencedLeaderEpoch);
        if (_quorum.IsHigher(message.Epoch)) _quorum.TakeEpoch(message.Epoch, message.Leader.NodeId, now, actions);
        else if (message.Epoch == Epoch) _quorum.LearnLeader(message.Leader.NodeId, true, true, now, actions);
        return Answer(QuorumError.None);
    }

    /// <summary>A leader stops: the first successor asks for pre-votes at once, each later one a little later.</summary>
    public EpochAnswer OnEndEpoch(in EndEpoch message, long now, QuorumActions actions)
    {
        if (_quorum.IsStopped) return Answer(QuorumError.InvalidVoterKey);
        if (message.Epoch < Epoch) return Answer(QuorumError.FencedLeaderEpoch);
        if (_quorum.IsHigher(message.Epoch)) _quorum.TakeEpoch(message.Epoch, -1, now, actions);
        if (message.Epoch == Epoch && message.LeaderId >= 0 && message.LeaderId != Self.NodeId) EndLeader(message, now, actions);
        return Answer(QuorumError.None);
    }

    /// <summary>An answer to BeginQuorumEpoch or EndQuorumEpoch.</summary>
    public void OnEpochAnswer(int from, in EpochAnswer answer, long now, QuorumActions actions) =>
        IsCurrent(answer.Epoch, answer.LeaderId, answer.LeaderId == from, now, actions);

    /// <summary>The nodes' table of leaders says who leads an epoch: as an answer that names the leader (rule E8).</summary>
    public void OnLeaderLearnt(int leaderId, int epoch, long now, QuorumActions actions)
    {
        // Hearsay from outside the quorum: what contradicts the quorum is dropped, not taken for a second leader.
        bool contradicts = epoch == Epoch && _quorum.EpochLeaderId >= 0 && leaderId != _quorum.EpochLeaderId;
        if (!contradicts) IsCurrent(epoch, leaderId, false, now, actions);
    }

    /// <summary>A replica fetches. An answer of the kind Entries without entries is to be parked by the driver; parked ones are looked at again through this method's verdict or ended with none.</summary>
    /// <param name="request">What it asks.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="actions">Takes what is to be done.</param>
    /// <param name="isParked">Whether the driver looks again at a request that was parked: it was noted when it came, and is no new heartbeat (rule L4).</param>
    public FetchVerdict OnFetch(in FetchRequest request, long now, QuorumActions actions, bool isParked = false)
    {
        if (_quorum.IsStopped || request.From == Self) return Refuse(QuorumError.NotLeader);
        if (request.Epoch < Epoch) return Refuse(QuorumError.FencedLeaderEpoch);
        if (_quorum.IsHigher(request.Epoch))
        {
            _quorum.TakeEpoch(request.Epoch, -1, now, actions);
            return Refuse(QuorumError.UnknownLeaderEpoch);
        }
        return _quorum.Role is LeaderState leader ? leader.OnFetch(request, now, isParked) : Refuse(QuorumError.NotLeader);
    }

    /// <summary>An answer to this replica's Fetch.</summary>
    public void OnFetchAnswer(in FetchAnswer answer, long now, QuorumActions actions)
    {
        // A replica that answers anything but a refusal leads.
        int leaderId = answer.Kind == FetchVerdictKind.Refused ? answer.LeaderId : answer.From;
        bool isUsable = answer.Kind != FetchVerdictKind.Refused && answer.AskedEpoch == Epoch && answer.AskedPosition == _quorum.Log.End;
        if (IsCurrent(answer.Epoch, leaderId, leaderId == answer.From, now, actions, fetch: !isUsable)) _quorum.Role.OnFetchAnswer(answer, now, actions);
    }

    /// <summary>The leader is alive and has nothing new for this replica, which goes on waiting with the same Fetch (an empty answer of the session that it shares with others).</summary>
    /// <param name="nodeId">The leader.</param>
    /// <param name="epoch">The epoch that it leads.</param>
    /// <param name="at">When it was heard. May be given late, at the latest with the <see cref="Tick"/> that is due: older than what is known, it is ignored.</param>
    public void OnLeaderAlive(int nodeId, int epoch, long at)
    {
        // A replica that follows none may have asked the wrong node: rule E8 needs an answer that names the leader.
        if (epoch == Epoch && LeaderId == nodeId) _quorum.Role.OnLeaderAlive(at);
    }

    /// <summary>Leader: a replica goes on waiting with the same Fetch (the session's next request came), or copies the base: it is alive.</summary>
    /// <param name="replica">The replica that was heard.</param>
    /// <param name="epoch">The epoch of its Fetch.</param>
    /// <param name="at">When it was heard. May be given late, as with <see cref="OnLeaderAlive"/>.</param>
    public void OnReplicaAlive(Voter replica, int epoch, long at)
    {
        if (epoch == Epoch && _quorum.Role is LeaderState leader) leader.OnReplicaAlive(replica, at);
    }

    /// <summary>The connection to a node was closed or refused; when it led, the election timer shortens.</summary>
    public void OnNodeLost(int nodeId, long now) => _quorum.Role.OnNodeLost(nodeId, now);

    /// <summary>The base of the leader has come (after <see cref="FetchBase"/>), or could not be got: position null. While it is copied, <see cref="OnLeaderAlive"/> keeps the timer from running out.</summary>
    public void OnBase(int leaderId, int epoch, LogPosition? position, long now, QuorumActions actions)
    {
        if (!_quorum.IsStopped && epoch == Epoch) _quorum.Role.OnBase(leaderId, position, now, actions);
    }

    /// <summary>Campaign now, without timer and without pre-vote: the first leader of a new partition, or the one that an operator prefers. Nothing happens to a leader, a candidate, or a replica outside the set in force (rule E1).</summary>
    public void Campaign(long now, QuorumActions actions)
    {
        if (!_quorum.IsStopped && _quorum.IsVoter && Role is not (QuorumRole.Leader or QuorumRole.Candidate)) _quorum.BecomeCandidate(null, now, actions);
    }

    /// <summary>Leader: begin to change the voters (rules V2, V3). The outcome shows: leader of the next epoch with that set, or not leader.</summary>
    public VoterChangeVerdict ChangeVoters(IReadOnlyList<Voter> voters, long now, QuorumActions actions)
    {
        ArgumentNullException.ThrowIfNull(voters);
        if (IsChangingVoters) return VoterChangeVerdict.NotReady;
        if (_quorum.Role is not LeaderState leader) return VoterChangeVerdict.NotLeader;
        VoterChangeVerdict verdict = leader.MayChange(voters, now);
        if (verdict == VoterChangeVerdict.Begun) _quorum.BecomeCandidate([.. voters], now, actions);
        return verdict;
    }

    /// <summary>Leader: stop leading, and let a successor campaign at once (shutdown, or rule V5); the preferred one first where it has everything. A candidate gives up.</summary>
    public void Resign(Voter? preferred, long now, QuorumActions actions)
    {
        if (_quorum.Role is LeaderState leader) leader.Resign(preferred, now, actions);
        else if (_quorum.Role is CandidateState or ProspectiveState) _quorum.BecomeUnattached(now + _quorum.FetchTimeout(), now);
    }

    private void EndLeader(in EndEpoch message, long now, QuorumActions actions)
    {
        if (_quorum.EpochLeaderId >= 0 && _quorum.EpochLeaderId != message.LeaderId)
        {
            _quorum.LearnLeader(message.LeaderId, true, false, now, actions);
            return;
        }
        if (_quorum.HasLeaderEnded) return;
        int rank = VoterSet.IndexOf(message.Successors, Self);
        int step = 2 * _quorum.Timers.LeaderLostJitterMs;
        int delay = rank == 0 ? 0
            : rank > 0 ? (int)Math.Min((long)rank * step, _quorum.Timers.FetchTimeoutMs) + _quorum.Random(_quorum.Timers.LeaderLostJitterMs)
            : _quorum.FetchTimeout();
        _quorum.EndLeader(message.LeaderId, delay, now, actions);
        if (rank == 0 && Role == QuorumRole.Unattached) Tick(now, actions);
    }

    /// <summary>What holds for every answer: a higher epoch is taken (rule E6), a lower one dropped, a leader that it names is learnt (rule E8).</summary>
    private bool IsCurrent(int epoch, int leaderId, bool byItself, long now, QuorumActions actions, bool fetch = true)
    {
        if (_quorum.IsStopped || epoch < Epoch) return false;
        if (epoch == Epoch) return _quorum.LearnLeader(leaderId, byItself, fetch, now, actions);
        if (_quorum.IsHigher(epoch)) _quorum.TakeEpoch(epoch, leaderId, now, actions);
        return false;
    }

    private EpochAnswer Answer(QuorumError error) => new(error, Epoch, LeaderId);

    private FetchVerdict Refuse(QuorumError error) => new(FetchVerdictKind.Refused, error, Epoch, LeaderId, default);
}
