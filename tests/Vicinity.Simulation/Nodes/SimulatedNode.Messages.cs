using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <content>Messages between replicas.</content>
internal sealed partial class SimulatedNode
{
    private readonly Dictionary<int, long> _fetches = [];
    private long _fetchNumber;
    private long _lastLeaderAnswerMs = -1;

    // What the lost connection brought came before the loss; a heartbeat in the same millisecond would be taken for one from before.
    private long _lostAtMs = -1;
    private BaseAsked? _baseAsked;
    private bool _asked;

    // Heartbeats that the state machine has not been told yet.
    private readonly Dictionary<Voter, (int Epoch, long AtMs)> _replicaSigns = [];
    private (int From, int Epoch, long AtMs)? _leaderSign;

    /// <summary>A message has come over the network.</summary>
    /// <param name="from">Node or client.</param>
    /// <param name="message">The message.</param>
    public void Receive(int from, Message message)
    {
        if (Replica is null) return;
        if (IsPaused)
        {
            At(_pausedUntilUs, () => Receive(from, message));
            return;
        }
        Take(() => Handle(from, message));
    }

    /// <summary>The connection to a node was closed.</summary>
    public void NodeLost(int node)
    {
        if (Replica is null) return;
        At(_sim.NowUs, () => Take(() =>
        {
            if (Replica!.LeaderId == node)
            {
                _lastLeaderAnswerMs = -1;
                _lostAtMs = NowMs;
            }

            if (_sim.IsTracing) Tell($"notices that the connection to {_sim.Nodes.NameOf(node)} is lost");
            Input((replica, _) => replica.OnNodeLost(node, NowMs));
        }));
    }

    /// <summary>An operator or the controller wants something of this replica; it happens when the process gets to it.</summary>
    public void Ask(Action<QuorumReplica, QuorumActions> request)
    {
        if (Replica is null) return;
        At(_sim.NowUs, () => Take(() =>
        {
            TellSigns();
            _asked = true;
            if (Replica is not null) Input(request);
        }));
    }

    private void Handle(int from, Message message)
    {
        if (Replica is null) return;
        switch (message)
        {
            case VoteAsked vote:
                ReceiveVote(from, vote);
                break;
            case VoteAnswered answer when answer.Asked.Candidate == Self:
                Input((replica, actions) => replica.OnVoteAnswer(answer.Asked.Addressee, answer.Asked, answer.Answer, NowMs, actions));
                break;
            case EpochBegun begun:
                EpochAnswer begunAnswer = default;
                Input((replica, actions) => begunAnswer = replica.OnBeginEpoch(begun.Begin, NowMs, actions), () => SendTo(from, new EpochAnswered(begun.Begin.Leader, begunAnswer), begunAnswer.Epoch));
                break;
            case EpochEnded ended when ended.To == Self:
                EpochAnswer endedAnswer = default;
                Input((replica, actions) => endedAnswer = replica.OnEndEpoch(ended.End, NowMs, actions), () => SendTo(from, new EpochAnswered(default, endedAnswer), endedAnswer.Epoch));
                break;
            case EpochAnswered answer when answer.To == Self:
                Input((replica, actions) => replica.OnEpochAnswer(from, answer.Answer, NowMs, actions));
                break;
            case FetchAsked fetch:
                ReceiveFetch(fetch, isWoken: false);
                break;
            case FetchAnswered answer when answer.Asked.Request.From == Self:
                ReceiveFetchAnswer(from, answer);
                break;
            case FetchHeld held when held.To == Self && _fetches.GetValueOrDefault(from) == held.Number && NowMs > _lostAtMs:
                HeardLeader(from, held.Epoch);
                _leaderSign = (from, held.Epoch, NowMs);
                if (!_sim.LateSigns) TellSigns();
                if (Replica is not null) SendTo(from, new FetchStillWaits(Self, held.Number, held.Epoch), Replica.Epoch);
                break;
            case FetchStillWaits waits:
                ReceiveStillWaits(waits);
                break;
            case BaseAsked asked:
                ReceiveBaseAsked(from, asked);
                break;
            case BaseAnswered answer when answer.Asked == _baseAsked:
                _baseAsked = null;
                _offeredBase = answer.Base;
                Input((replica, actions) => replica.OnBase(from, answer.Asked.Epoch, answer.Base?.Position, NowMs, actions));
                break;
            case LeaderTold told:
                Input((replica, actions) => replica.OnLeaderLearnt(told.LeaderId, told.Epoch, NowMs, actions));
                break;
            case ProduceAsked produce:
                ReceiveProduce(from, produce);
                break;
            case ReadAsked read:
                ReceiveRead(from, read);
                break;
        }
    }

    private void ReceiveVote(int from, VoteAsked vote)
    {
        TellSigns();
        if (Replica is null) return;
        VoteAnswer answer = default;
        Input(
            (replica, actions) =>
            {
                // A request of a later epoch ends the following first (rule E6).
                bool follows = replica.Role == QuorumRole.Follower && replica.Epoch == vote.Request.Epoch;
                answer = replica.OnVote(vote.Request, NowMs, actions);
                if (answer.IsGranted && vote.Request.IsPreVote)
                    _sim.Checks.PreVoteGranted(View(), vote.Request, !follows || _lastLeaderAnswerMs < 0 ? -1 : NowMs - _lastLeaderAnswerMs);
            },
            () =>
            {
                if (answer.IsGranted) _sim.Checks.Granted(Self, vote.Request);
                if (_sim.IsTracing) Tell($"{(answer.IsGranted ? "grants" : "refuses")} {_sim.NameOf(vote.Request.Candidate)}'s {(vote.Request.IsPreVote ? "pre-vote" : "vote")} of epoch {vote.Request.Epoch} from {vote.Request.LogEnd}");
                SendTo(from, new VoteAnswered(vote.Request, answer), answer.Epoch);
            });
    }

    private void ReceiveFetchAnswer(int from, FetchAnswered answer)
    {
        FetchRequest asked = answer.Asked.Request;
        // A late or doubled answer is no heartbeat (rule F2).
        if (answer.Verdict.LeaderId == from && _fetches.GetValueOrDefault(from) == answer.Asked.Number && asked.Position == Log!.End) HeardLeader(from, answer.Verdict.Epoch);
        _fetched = answer.Entries;
        var given = new FetchAnswer(
            from, asked.Epoch, asked.Position, answer.Verdict.Kind, answer.Verdict.Error, answer.Verdict.Epoch, answer.Verdict.LeaderId, answer.Verdict.Position, answer.HighWatermark, answer.Entries.Count > 0);
        Input((replica, actions) => replica.OnFetchAnswer(given, NowMs, actions));
        _fetched = [];
    }

    private void ReceiveStillWaits(FetchStillWaits waits)
    {
        if (!_parked.Exists(p => p.Request.From == waits.From && p.Number == waits.Number)) return;
        HeardReplica(waits.From);
        _replicaSigns[waits.From] = (waits.Epoch, NowMs);
        if (!_sim.LateSigns) TellSigns();
    }

    private void ReceiveBaseAsked(int from, BaseAsked asked)
    {
        bool leads = Replica!.Role == QuorumRole.Leader && Replica.Epoch == asked.Epoch;
        LogBase? @base = leads && Log!.Base == asked.Position ? Log.BaseState : null;
        if (leads)
        {
            HeardReplica(asked.From);
            Input((replica, _) => replica.OnReplicaAlive(asked.From, asked.Epoch, NowMs));
        }
        SendTo(from, new BaseAnswered(asked, @base), Replica!.Epoch);
    }

    private void BeginFetch(SendFetch fetch)
    {
        long number = ++_fetchNumber;
        _fetches[fetch.NodeId] = number;
        _sim.Checks.Promised(Self, fetch.Position);
        SendTo(fetch.NodeId, new FetchAsked(new FetchRequest(Self, fetch.Epoch, fetch.Position), number, Replica!.HighWatermark), fetch.Epoch);
    }

    private void SendTo(int to, Message message, int epoch)
    {
        _sim.Checks.Sent(Self, epoch);
        if (message is BaseAsked asked)
        {
            _baseAsked = asked;
            // The request's own time limit: the replica is told that the base could not be got.
            At(_sim.NowUs + 400_000, () => Take(() =>
            {
                if (!ReferenceEquals(_baseAsked, asked)) return;
                _baseAsked = null;
                Input((replica, actions) => replica.OnBase(to, asked.Epoch, null, NowMs, actions));
            }));
        }
        _sim.Send(Id, to, message);
    }

    /// <summary>
    /// Tells the state machine who was heard, and when: at once, or only when something may depend on it, as a driver of many partitions does.
    /// </summary>
    private void TellSigns()
    {
        if (_leaderSign is null && _replicaSigns.Count == 0) return;
        (int From, int Epoch, long AtMs)? leader = _leaderSign;
        var replicas = _replicaSigns.ToList();
        _leaderSign = null;
        _replicaSigns.Clear();
        Input((replica, _) =>
        {
            if (leader is { } sign) replica.OnLeaderAlive(sign.From, sign.Epoch, sign.AtMs);
            foreach ((Voter voter, (int epoch, long at)) in replicas) replica.OnReplicaAlive(voter, epoch, at);
        });
    }

    private void HeardLeader(int from, int epoch)
    {
        if (Replica!.Role == QuorumRole.Follower && Replica.LeaderId == from && Replica.Epoch == epoch) _lastLeaderAnswerMs = NowMs;
    }

    private void HeardReplica(Voter replica) => _heardMs[replica.ReplicaId] = NowMs;

    private void ForgetRequests()
    {
        _fetches.Clear();
        _fetched = [];
        _offeredBase = null;
        _baseAsked = null;
        _lastLeaderAnswerMs = _lostAtMs = -1;
        _parked.Clear();
        _produces.Clear();
        _held.Clear();
        _heardMs.Clear();
        _leaderSign = null;
        _replicaSigns.Clear();
    }
}
