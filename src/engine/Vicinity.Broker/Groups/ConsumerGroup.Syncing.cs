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
        int generation = Generation;
        Store((stored, then) => AssignmentStored(generation, attempt.Assignments, stored, then), attempt.Assignments);
    }

    private void AssignmentStored(int generation, IReadOnlyDictionary<string, byte[]> assignments, ErrorCode error, long now)
    {
        // A member may have come or gone meanwhile: its rebalance has answered those who waited.
        if (State != GroupState.CompletingRebalance || Generation != generation) return;
        if (error != ErrorCode.None)
        {
            AnswerParkedSyncs(error, now);
            Rebalance(now);
            return;
        }

        foreach (GroupMember member in _roster.All) member.Assignment = assignments.GetValueOrDefault(member.Id) ?? [];
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
