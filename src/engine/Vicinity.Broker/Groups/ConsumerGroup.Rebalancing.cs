using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>From PreparingRebalance to the next generation.</content>
internal sealed partial class ConsumerGroup
{
    private long _joinEnd = long.MaxValue;
    private int _delayLeftMs;
    private bool _delaysFirstJoin;
    private bool _joinedDuringDelay;

    private void Rebalance(long now)
    {
        if (State != GroupState.PreparingRebalance)
        {
            if (State == GroupState.CompletingRebalance) AnswerParkedSyncs(ErrorCode.RebalanceInProgress, now);
            _delaysFirstJoin = State == GroupState.Empty && _settings.InitialRebalanceDelayMs > 0;
            _joinedDuringDelay = false;
            int timeout = _roster.RebalanceTimeoutMs;
            int wait = _delaysFirstJoin ? Math.Min(_settings.InitialRebalanceDelayMs, timeout) : timeout;
            _delayLeftMs = timeout - wait;
            _joinEnd = now + wait;
            _syncEnd = long.MaxValue;
            State = GroupState.PreparingRebalance;
        }

        TryCompleteJoin(now);
    }

    private void TryCompleteJoin(long now)
    {
        if (State == GroupState.PreparingRebalance && !_delaysFirstJoin && _roster.PendingCount == 0 && _roster.All.All(m => m.ParkedJoin is not null)) CompleteJoin(now);
    }

    private void JoinTimeIsOver(long now)
    {
        if (_delaysFirstJoin && _joinedDuringDelay && _delayLeftMs > 0)
        {
            // More members came during the delay: others may be starting too.
            int wait = Math.Min(_settings.InitialRebalanceDelayMs, _delayLeftMs);
            _delayLeftMs -= wait;
            _joinEnd = now + wait;
            _joinedDuringDelay = false;
            return;
        }

        CompleteJoin(now);
    }

    private void CompleteJoin(long now)
    {
        foreach (GroupMember absent in _roster.All.Where(m => m.ParkedJoin is null && m.InstanceId is null).ToList()) _roster.Remove(absent);
        _delaysFirstJoin = false;
        if (_roster.Count == 0)
        {
            BecomeEmpty(now);
            return;
        }

        List<GroupMember> joined = [.. _roster.All.Where(m => m.ParkedJoin is not null)];
        if (joined.Count == 0)
        {
            // Static members alone, all of them away: they keep their places until their sessions end.
            _joinEnd = now + _roster.RebalanceTimeoutMs;
            return;
        }

        if (!joined.Any(m => m.Id == LeaderId)) LeaderId = joined[0].Id;
        NextGeneration();
        ProtocolName = _roster.Vote();
        State = GroupState.CompletingRebalance;
        _joinEnd = long.MaxValue;
        _syncEnd = now + _roster.RebalanceTimeoutMs;
        foreach (GroupMember member in _roster.All) member.OwesSync = member.ParkedJoin is not null;
        foreach (GroupMember member in joined)
        {
            _actions.Add(new GroupAction.AnswerJoin(member.ParkedJoin!, Joined(member)));
            member.ParkedJoin = null;
            member.IsNew = false;
            member.Touch(now);
        }
    }

    private void BecomeEmpty(long now)
    {
        NextGeneration();
        State = GroupState.Empty;
        ProtocolName = LeaderId = null;
        _joinEnd = _syncEnd = long.MaxValue;
        _emptySince = now;
        _nextExpiryCheck = now + _settings.ExpiryCheckIntervalMs;
        Store(now, then: null);
    }

    private void NextGeneration() => Generation = Generation == int.MaxValue ? 1 : Generation + 1;

    /// <summary>Removes a member; the others share its partitions.</summary>
    private void RemoveMember(GroupMember member, long now)
    {
        Unpark(member, ErrorCode.UnknownMemberId);
        _roster.Remove(member);
        if (LeaderId == member.Id) LeaderId = _roster.Count == 0 ? null : _roster.All[0].Id;
        Rebalance(now);
    }
}
