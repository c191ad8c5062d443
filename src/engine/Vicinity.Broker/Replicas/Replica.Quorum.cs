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

    private QuorumDriver.Input? _tick;
    private volatile bool _isPostponed;

    /// <summary>Begins to take part: a sole voter leads when this returns, others look for their leader.</summary>
    public void Begin()
    {
        bool isAlone = Voters is [var only] && only == Self;
        ReplicaEffects? effects;
        lock (_gate)
        {
            if (!IsServing) return;
            effects = Carried(driver => driver.Put((quorum, now, actions) =>
            {
                if (isAlone) quorum.Campaign(now, actions);
            }));
        }

        Dispatch(effects);
    }

    /// <summary>Whether a <see cref="Tick"/> before the deadline may learn that others are alive, and move it on; otherwise it would be in vain.</summary>
    public bool MayHaveHeard => !_isPostponed && Role is QuorumRole.Leader or QuorumRole.Follower;

    /// <summary>A deadline may be due.</summary>
    public void Tick()
    {
        _isPostponed = false;
        AskForHeartbeats();
        lock (_gate)
        {
            if (!IsServing) return;
            if (_driver!.NextDeadline is var next && next > ReplicaContext.NowMs)
            {
                _context.Deadlines.Schedule(this, next);
                return;
            }
        }

        _isPostponed = Role is QuorumRole.Unattached or QuorumRole.Follower && _context.Elections.IsCrowded;
        if (_isPostponed) _context.Deadlines.Schedule(this, ReplicaContext.NowMs + CrowdedPauseMs + Random.Shared.Next(CrowdedPauseMs));
        else Drive(_tick ??= (quorum, now, actions) => quorum.Tick(now, actions));
    }

    /// <summary>The nodes' table of leaders says who leads an epoch.</summary>
    public void LearnLeader(int leaderId, int epoch)
    {
        if (leaderId < 0 || epoch < 0 || leaderId == Self.NodeId) return;
        Leadership known = Leadership;
        if (epoch < known.Epoch || (epoch == known.Epoch && leaderId == known.LeaderId)) return;
        Drive((quorum, now, actions) => quorum.OnLeaderLearnt(leaderId, epoch, now, actions));
    }

    /// <summary>Campaigns now: the first leader of a new partition, or the one that an operator prefers. Nothing happens to a leader or one without vote.</summary>
    public void Campaign() => Drive((quorum, now, actions) => quorum.Campaign(now, actions));

    /// <summary>Stops leading and lets another campaign, the preferred node first where it has everything. Nothing happens when this replica does not lead, or is alone.</summary>
    public void Resign(int? preferredNodeId)
    {
        AskForHeartbeats();
        Voter? preferred = null;
        foreach (Voter voter in Voters)
        {
            if (voter.NodeId == preferredNodeId) preferred = voter;
        }

        if (Voters.Count <= 1) return;
        Drive(driver => driver.Resign(preferred));
    }

    /// <summary>The connection to a node was closed or refused.</summary>
    public void NodeLost(int nodeId)
    {
        if (LeaderId == nodeId) Drive((quorum, now, actions) => quorum.OnNodeLost(nodeId, now));
    }

    public VoteAnswer OnVote(VoteRequest request)
    {
        AskForHeartbeats();
        VoteAnswer answer = new(QuorumError.InvalidVoterKey, Epoch, -1, false, request.IsPreVote);
        Drive((quorum, now, actions) => answer = quorum.OnVote(request, now, actions));
        // What was to be on disk before the answer is not there.
        return IsServing ? answer : answer with { Error = QuorumError.InvalidVoterKey, IsGranted = false };
    }

    public void OnVoteAnswer(Voter from, VoteRequest asked, VoteAnswer answer) => Drive((quorum, now, actions) => quorum.OnVoteAnswer(from, asked, answer, now, actions));

    public EpochAnswer OnBeginEpoch(BeginEpoch message)
    {
        EpochAnswer answer = new(QuorumError.InvalidVoterKey, Epoch, -1);
        Drive((quorum, now, actions) => answer = quorum.OnBeginEpoch(message, now, actions));
        return answer;
    }

    public EpochAnswer OnEndEpoch(EndEpoch message)
    {
        EpochAnswer answer = new(QuorumError.InvalidVoterKey, Epoch, -1);
        Drive((quorum, now, actions) => answer = quorum.OnEndEpoch(message, now, actions));
        return answer;
    }

    public void OnEpochAnswer(int from, EpochAnswer answer) => Drive((quorum, now, actions) => quorum.OnEpochAnswer(from, answer, now, actions));

    /// <summary>A replica fetches from this one. Acknowledgements that follow from it are sent by <see cref="Dispatch"/>, which the caller calls when it holds no lock.</summary>
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
                FetchVerdict verdict = _driver!.Fetched(request, isParked, out effects);
                Settled(effects);
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
    public void ReplicaAlive(in FollowerHeartbeat heard)
    {
        lock (_gate)
        {
            if (IsServing) _driver!.FollowerAlive(heard);
        }
    }

    /// <summary>The leader had nothing new for this replica, and lived then.</summary>
    public void LeaderAlive(int nodeId, int epoch, long atMs)
    {
        lock (_gate)
        {
            if (IsServing) _driver!.LeaderAlive(nodeId, epoch, atMs);
        }
    }

    /// <summary>
    /// Tells the quorum which replicas were heard since it last asked: before a timer runs out, and before anything else that depends on it. The sessions with other nodes
    /// note it once for all partitions. Outside the lock.
    /// </summary>
    private void AskForHeartbeats()
    {
        Leadership known = Leadership;
        if (known.Role == QuorumRole.Leader)
        {
            foreach (IReplicaFollower follower in _followers)
            {
                if (follower.LastHeartbeat(this) is { } heard) ReplicaAlive(heard);
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
            return _driver?.WishFor(nodeId);
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
        bool wantsFlush = false;
        lock (_gate)
        {
            if (!IsServing) return;
            try
            {
                effects = Settled(_driver!.FetchAnswered(answer, entries, out wantsFlush));
            }
#pragma warning disable CA1031 // a fault of the state machine ends this one replica; the session serves many
            catch (Exception e)
#pragma warning restore CA1031
            {
                effects = Fail(e);
            }

            if (logStart > 0 && IsServing && answer.AskedEpoch == _driver!.Epoch) MoveLogStart(Math.Min(logStart, _driver.HighWatermark));
        }

        Dispatch(effects);
        if (wantsFlush) RequestFlush();
    }

    /// <summary>The leader's base has come, or could not be got.</summary>
    public void TakeBase(int leaderId, int epoch, LogBase? known)
    {
        Drive(driver => driver.BaseArrived(leaderId, epoch, known));
    }

    /// <summary>Carries out what an input led to, outside the lock.</summary>
    public void Dispatch(ReplicaEffects? effects)
    {
        Advance();
        if (effects is null) return;
        foreach (CommitWait wait in effects.Abandoned) wait.Observer.CommitEnded(wait.Index, AppendOutcome.Undecided);
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
        _waits.TellObservers(this);
        NotifyFollowers();
        _context.Observer?.LeadershipChanged(this);
    }

    private void Drive(QuorumDriver.Input input) => Drive(driver => driver.Put(input));

    private void Drive(Func<QuorumDriver, ReplicaEffects?> work)
    {
        ReplicaEffects? effects;
        lock (_gate)
        {
            if (!IsServing) return;
            effects = Carried(work);
        }

        Dispatch(effects);
    }

    /// <summary>Has the driver do something; what it cannot do ends this one replica, since the thread belongs to all of them. Under the lock.</summary>
    private ReplicaEffects? Carried(Func<QuorumDriver, ReplicaEffects?> work)
    {
        try
        {
            return Settled(work(_driver!));
        }
#pragma warning disable CA1031 // a failed write or sync, or a broken rule, is a crash of this one replica (rule D7)
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(e);
        }
    }

    /// <summary>What follows here from an input: the next deadline, and the end of promises. Under the lock.</summary>
    private ReplicaEffects? Settled(ReplicaEffects? effects)
    {
        if (effects is { EndsPromises: true }) AbandonWaits(effects);
        _context.Deadlines.Schedule(this, _driver!.NextDeadline);
        return effects;
    }
}
