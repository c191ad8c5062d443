using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Fetches from the leader of its epoch: rules F, T (the follower's side), S2.</summary>
internal sealed class FollowerState : RoleState
{
    private readonly int _leaderId;
    private readonly AppendFetched _append;
    private long _silentAt;
    private long _heardAt;
    private long _retryAt = long.MaxValue;
    private long _toldHighWatermark = -1;
    private bool _hasAnswered;
    private bool _fetchIsDue;
    private bool _awaitsBase;
    private bool _hasPostponed;

    public FollowerState(QuorumState quorum, int leaderId, long now) : base(quorum)
    {
        _leaderId = leaderId;
        _append = new AppendFetched(quorum.Epoch);
        _silentAt = now + quorum.FetchTimeout();
        _heardAt = now - 1;
        _fetchIsDue = !quorum.IsSynced;
    }

    public override QuorumRole Kind => QuorumRole.Follower;

    public override long Deadline => Math.Min(_silentAt, _retryAt);

    public override int LeaderId => _leaderId;

    /// <summary>Sends the next Fetch, or waits with it for the sync of what it would acknowledge (rules F1, D2).</summary>
    public void Fetch(long now, QuorumActions actions)
    {
        _retryAt = long.MaxValue;
        _fetchIsDue = !Quorum.IsSynced && !Planted.Is(PlantedFault.FetchBeforeSync);
        if (!_fetchIsDue) FetchFrom(Quorum.Log.End, now, actions);
    }

    public override void Tick(long now, QuorumActions actions)
    {
        if (now >= _silentAt) LoseLeader(now, actions);
        else if (now >= _retryAt) Fetch(now, actions);
    }

    public override void OnSynced(long now, QuorumActions actions)
    {
        Quorum.RaiseHighWatermarkAsTold(_toldHighWatermark);
        if (_fetchIsDue) Fetch(now, actions);
    }

    /// <summary>The same answer may come again: not at once.</summary>
    public override void OnAppendRefused(long now) => FetchSoon(now + Quorum.Timers.ResendMs);

    /// <summary>The next <see cref="Tick"/> at this time sends a Fetch.</summary>
    private void FetchSoon(long at)
    {
        _fetchIsDue = false;
        _retryAt = at;
    }

    public override bool GrantsPreVote(in VoteRequest request, long now)
    {
        if (_hasAnswered) return false;
        // A replica that was granted a pre-vote gets a moment to do so, once, or the two would split the votes.
        if (!_hasPostponed) _silentAt = Math.Max(_silentAt, now + Quorum.Timers.CandidacyMs / 2);
        _hasPostponed = true;
        return true;
    }

    public override void OnFetchAnswer(in FetchAnswer answer, long now, QuorumActions actions)
    {
        if (answer.From != _leaderId) return;
        if (answer.Kind == FetchVerdictKind.Refused)
        {
            // It led this epoch and does not any more: no other replica will, or it has not won yet and this answer is an old one.
            if (answer.Error is QuorumError.NotLeader or QuorumError.UnknownLeaderEpoch) Quorum.BecomeUnattached(now + Quorum.Random(Quorum.Timers.LeaderLostJitterMs), now);
            else FetchSoon(now + Quorum.Timers.ResendMs);
            return;
        }
        bool answersThePresent = answer.AskedEpoch == Quorum.Epoch && answer.AskedPosition == Quorum.Log.End;
        if (!answersThePresent && !Planted.Is(PlantedFault.UseAnyAnswer)) return; // F2
        HearLeader(now);
        if (_awaitsBase) return;
        switch (answer.Kind)
        {
            case FetchVerdictKind.Start: Start(answer.Position, actions); break;
            case FetchVerdictKind.Diverging: Cut(answer.Position, now, actions); break;
            default: Take(answer, now, actions); break;
        }
    }

    public override void OnBase(int leaderId, LogPosition? position, long now, QuorumActions actions)
    {
        if (!_awaitsBase || leaderId != _leaderId) return;
        _awaitsBase = false;
        HearLeader(now);
        if (position is not { } taken) Fetch(now, actions);
        else if (MayTake(taken, actions))
        {
            _toldHighWatermark = -1;
            actions.Add(new TakeBase(taken));
            Quorum.RaiseHighWatermark(taken.Offset); // S1: all before a base is committed.
            FetchFrom(taken, now, actions);
        }
    }

    public override void OnNodeLost(int nodeId, long now)
    {
        if (nodeId != _leaderId) return;
        _hasAnswered = false;
        _heardAt = Math.Max(_heardAt, now);
        _silentAt = Math.Min(_silentAt, now + Quorum.Random(Quorum.Timers.LeaderLostJitterMs));
    }

    public override void OnLeaderAlive(long at)
    {
        // What was heard before the connection was lost says nothing any more.
        if (at > _heardAt) HearLeader(at);
    }

    public override void OnLeaderNamed(int leaderId, bool byItself, bool fetch, long now, QuorumActions actions)
    {
        // Known already; a different one was caught before (rule E8).
    }

    private void HearLeader(long now)
    {
        _hasAnswered = true;
        _heardAt = now;
        _silentAt = now + Quorum.FetchTimeout();
        Quorum.ForgetFailures();
    }

    private void LoseLeader(long now, QuorumActions actions)
    {
        if (!Quorum.IsVoter && !Quorum.HasOtherNodes)
        {
            // A newcomer knows no other replica that it could ask.
            _awaitsBase = false;
            _silentAt = now + Quorum.FetchTimeout();
            Fetch(now, actions);
        }
        else if (!Quorum.IsVoter) Quorum.BecomeUnattached(long.MaxValue, now);
        else Quorum.BecomeProspective(_leaderId, now, actions);
    }

    private void FetchFrom(LogPosition end, long now, QuorumActions actions)
    {
        // The leader may take as long to answer as if it had been heard just now: it could not answer before it was asked.
        _silentAt = Math.Max(_silentAt, now + Quorum.Timers.FetchTimeoutMs);
        Quorum.Fetch(_leaderId, end, actions);
    }

    private void Take(in FetchAnswer answer, long now, QuorumActions actions)
    {
        _toldHighWatermark = Math.Max(_toldHighWatermark, answer.HighWatermark);
        if (answer.HasEntries)
        {
            actions.Add(_append); // F3: append, sync; H3 and the next Fetch follow in OnSynced.
            _fetchIsDue = true;
            if (Planted.Is(PlantedFault.FetchBeforeSync)) _retryAt = now;
            return;
        }
        Quorum.RaiseHighWatermarkAsTold(_toldHighWatermark);
        Fetch(now, actions);
    }

    private void Cut(LogPosition told, long now, QuorumActions actions)
    {
        LogPosition cut = Divergence.Cut(Quorum.Log, told);
        if (Divergence.WhyNot(Quorum.Log, cut, Quorum.HighWatermark) is { } reason)
        {
            Quorum.Stop($"the leader, node {_leaderId} in epoch {Quorum.Epoch}, says that logs part at {told}: {reason}", actions); // T3
            return;
        }
        _toldHighWatermark = -1;
        if (cut < Quorum.Log.End) actions.Add(new CutLog(cut));
        FetchFrom(cut, now, actions);
    }

    private void Start(LogPosition told, QuorumActions actions)
    {
        if (!MayTake(told, actions)) return;
        _awaitsBase = true;
        actions.Add(new FetchBase(_leaderId, Quorum.Epoch, told));
    }

    /// <summary>Rule S2: what is dropped with the log must not hold anything committed that the base does not stand for.</summary>
    private bool MayTake(LogPosition @base, QuorumActions actions)
    {
        if (@base.Offset >= Quorum.HighWatermark && @base.Epoch <= Quorum.Epoch) return true;
        Quorum.Stop($"the leader, node {_leaderId} in epoch {Quorum.Epoch}, offers base {@base}, below the high watermark {Quorum.HighWatermark}", actions);
        return false;
    }
}
