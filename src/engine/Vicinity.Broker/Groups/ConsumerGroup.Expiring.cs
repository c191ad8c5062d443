using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Everything that happens because time has passed.</content>
internal sealed partial class ConsumerGroup
{
    private long _emptySince;
    private long _nextExpiryCheck;

    /// <summary>When <see cref="Advance"/> has work to do at the earliest; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline
    {
        get
        {
            long next = Math.Min(_roster.NextPendingEnd, State == GroupState.Empty ? _nextExpiryCheck : long.MaxValue);
            if (State == GroupState.PreparingRebalance) next = Math.Min(next, _joinEnd);
            bool owed = false;
            foreach (GroupMember member in _roster.All)
            {
                if (member.CanExpire) next = Math.Min(next, member.SessionEnd);
                owed |= member.OwesSync;
            }

            return owed ? Math.Min(next, _syncEnd) : next;
        }
    }

    /// <summary>Does what is due: ends sessions, joins, syncs, pending ids, and old offsets.</summary>
    public void Advance(long now)
    {
        if (State == GroupState.Dead) return;
        if (_roster.NextPendingEnd <= now)
        {
            _roster.RemovePendingUntil(now);
            TryCompleteJoin(now);
        }

        foreach (GroupMember late in _roster.All.Where(m => m.CanExpire && m.SessionEnd <= now).ToList()) RemoveIfStillThere(late, now);
        if (_syncEnd <= now) SyncTimeIsOver(now);
        if (State == GroupState.PreparingRebalance && _joinEnd <= now) JoinTimeIsOver(now);
        if (State == GroupState.Empty && _nextExpiryCheck <= now) ForgetOldOffsets(now);
    }

    private void SyncTimeIsOver(long now)
    {
        _syncEnd = long.MaxValue;
        foreach (GroupMember late in _roster.All.Where(m => m.OwesSync).ToList()) RemoveIfStillThere(late, now);
    }

    private void RemoveIfStillThere(GroupMember member, long now)
    {
        // Removing one may have completed the rebalance, which removes others.
        if (_roster.Find(member.Id) == member) RemoveMember(member, now);
    }

    private void ForgetOldOffsets(long now)
    {
        _nextExpiryCheck = now + _settings.ExpiryCheckIntervalMs;
        long limit = now - _settings.OffsetsRetentionMs;
        if (_emptySince <= limit && Offsets.RemoveOlderThan(limit) is { Count: > 0 } forgotten) _actions.Add(new GroupAction.ForgetOffsets(forgotten));
        if (Offsets is { Count: 0, InFlight: 0 } && _roster.PendingCount == 0) Die();
    }

    private void Die()
    {
        if (Offsets.Count > 0) _actions.Add(new GroupAction.ForgetOffsets(Offsets.Remove([.. Offsets.All.Select(o => o.Key)])));
        State = GroupState.Dead;
        _actions.Add(new GroupAction.Die());
    }
}
