using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>SyncGroup: the leader hands in the assignments, all members take theirs.</content>
internal sealed partial class ConsumerGroup
{
    private long _syncEnd = long.MaxValue;

    /// <summary>A member asks for its assignment; it is answered by an action with its ticket, now or later.</summary>
    public void Sync(SyncAttempt attempt, object ticket, long now)
    {
        ErrorCode error = Check(attempt.Claim, out GroupMember? member);
        if (error == ErrorCode.None && Differs(attempt.ProtocolType, ProtocolType)) error = ErrorCode.InconsistentGroupProtocol;
        if (error == ErrorCode.None && Differs(attempt.ProtocolName, ProtocolName)) error = ErrorCode.InconsistentGroupProtocol;
        if (error == ErrorCode.None && State == GroupState.PreparingRebalance) error = ErrorCode.RebalanceInProgress;
        if (error != ErrorCode.None)
        {
            _actions.Add(new GroupAction.AnswerSync(ticket, new SyncOutcome(error)));
            return;
        }

        member!.OwesSync = false;
        member.Touch(now);
        if (State == GroupState.Stable)
        {
            _actions.Add(new GroupAction.AnswerSync(ticket, Assigned(member)));
            return;
        }

        if (member.ParkedSync is not null) _actions.Add(new GroupAction.AnswerSync(member.ParkedSync, new SyncOutcome(ErrorCode.RebalanceInProgress)));
        bool first = member.ParkedSync is null;
        member.ParkedSync = ticket;
        if (member.Id != LeaderId || !first) return;
        if (!HasRoomFor(attempt.Assignments))
        {
            // No member can be given more than can be stored; the leader is answered why, and the others choose again without it or with less.
            _actions.Add(new GroupAction.AnswerSync(ticket, new SyncOutcome(ErrorCode.InvalidRequest)));
            member.ParkedSync = null;
            Rebalance(now);
            return;
        }

        int generation = Generation;
        Store(now, (stored, then) => AssignmentStored(generation, attempt.Assignments, stored, then), attempt.Assignments);
    }

    private bool HasRoomFor(IReadOnlyDictionary<string, byte[]> assignments)
    {
        long bytes = _roster.All.Sum(m => (long)(assignments.GetValueOrDefault(m.Id)?.Length ?? 0));
        long growth = bytes - _roster.AssignmentBytes;
        if (_roster.MemberBytes + bytes <= Room.OfGroup && (growth <= 0 || growth <= Room.Free)) return true;
        _actions.Add(_roster.MemberBytes + bytes > Room.OfGroup
            ? new GroupAction.Refusal("bytes of the members of a group with their assignments", _roster.MemberBytes + bytes, Room.OfGroup)
            : new GroupAction.Refusal("bytes more for all groups", growth, Room.Free));
        return false;
    }

    private void AssignmentStored(int generation, IReadOnlyDictionary<string, byte[]> assignments, ErrorCode error, long now)
    {
        // A member may have come or gone meanwhile: its rebalance has answered the members that waited.
        if (State != GroupState.CompletingRebalance || Generation != generation) return;
        if (error != ErrorCode.None)
        {
            AnswerParkedSyncs(error, now);
            Rebalance(now);
            return;
        }

        foreach (GroupMember member in _roster.All) _roster.Change(member, () => member.Assignment = assignments.GetValueOrDefault(member.Id) ?? []);
        State = GroupState.Stable;
        AnswerParkedSyncs(ErrorCode.None, now);
    }

    private void AnswerParkedSyncs(ErrorCode error, long now)
    {
        foreach (GroupMember member in _roster.All)
        {
            if (member.ParkedSync is null) continue;
            _actions.Add(new GroupAction.AnswerSync(member.ParkedSync, error == ErrorCode.None ? Assigned(member) : new SyncOutcome(error)));
            member.ParkedSync = null;
            member.Touch(now);
        }
    }

    private SyncOutcome Assigned(GroupMember member) =>
        new(ErrorCode.None) { ProtocolType = ProtocolType, ProtocolName = ProtocolName, Assignment = member.Assignment };

    private static bool Differs(string? claimed, string? known) => claimed is not null && claimed != known;
}
