using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>JoinGroup.</content>
internal sealed partial class ConsumerGroup
{
    /// <summary>A client joins or joins again; it is answered by an action with its ticket, now or later.</summary>
    public void Join(JoinAttempt attempt, object ticket, long now)
    {
        GroupMember? known = attempt.MemberId.Length > 0 ? _roster.Find(attempt.MemberId) : null;
        GroupMember? named = attempt.InstanceId is null ? null : _roster.FindStatic(attempt.InstanceId);
        if (State == GroupState.Dead)
        {
            Refuse(ticket, attempt.MemberId, ErrorCode.CoordinatorNotAvailable);
        }
        else if (!Fits(attempt, known ?? named))
        {
            Refuse(ticket, attempt.MemberId, ErrorCode.InconsistentGroupProtocol);
        }
        else if (!HasRoomFor(attempt, known ?? named))
        {
            Refuse(ticket, attempt.MemberId, ErrorCode.GroupMaxSizeReached);
        }
        else if (attempt.MemberId.Length == 0)
        {
            if (named is not null) TakeOver(named, attempt, ticket, now);
            else JoinAsNew(attempt, ticket, now);
        }
        else if (named is not null && named.Id != attempt.MemberId)
        {
            Refuse(ticket, attempt.MemberId, ErrorCode.FencedInstanceId);
        }
        else if (attempt.InstanceId is null && _roster.RemovePending(attempt.MemberId))
        {
            AddMember(attempt.MemberId, attempt, ticket, now);
        }
        else if (known is null || (attempt.InstanceId is not null && named is null))
        {
            Refuse(ticket, attempt.MemberId, ErrorCode.UnknownMemberId);
        }
        else
        {
            JoinAgain(known, attempt, ticket, now);
        }
    }

    private bool Fits(JoinAttempt attempt, GroupMember? self)
    {
        if (attempt.ProtocolType.Length == 0 || attempt.Protocols.Count == 0) return false;
        return _roster.Count == 0 || (attempt.ProtocolType == ProtocolType && _roster.SharesProtocol(attempt.Protocols, self));
    }

    private bool HasRoomFor(JoinAttempt attempt, GroupMember? self)
    {
        long growth = attempt.Bytes - (self?.Bytes ?? 0);
        if (growth <= 0) return true;
        long bytes = _roster.MemberBytes + _roster.AssignmentBytes + growth;
        if (bytes <= Room.OfGroup && growth <= Room.Free) return true;
        _actions.Add(bytes > Room.OfGroup ? new GroupAction.Refusal("bytes of the members of a group", bytes, Room.OfGroup) : new GroupAction.Refusal("bytes more for all groups", growth, Room.Free));
        return false;
    }

    private void JoinAsNew(JoinAttempt attempt, object ticket, long now)
    {
        if (_roster.Count + _roster.PendingCount >= _settings.MaxMembers)
        {
            Refuse(ticket, "", ErrorCode.GroupMaxSizeReached);
        }
        else if (attempt.InstanceId is null && attempt.RequireKnownMemberId)
        {
            _roster.AddPending(attempt.FreshMemberId, now + attempt.SessionTimeoutMs);
            Refuse(ticket, attempt.FreshMemberId, ErrorCode.MemberIdRequired);
        }
        else
        {
            AddMember(attempt.FreshMemberId, attempt, ticket, now);
        }
    }

    private void AddMember(string id, JoinAttempt attempt, object ticket, long now)
    {
        GroupMember member = NewMember(id, attempt);
        member.IsNew = true;
        member.TouchNew(now, _settings.NewMemberTimeoutMs);
        if (_roster.Count == 0) ProtocolType = attempt.ProtocolType;
        _roster.Add(member);
        LeaderId ??= member.Id;
        _joinedDuringDelay = true;
        Park(member, ticket);
        Rebalance(now);
    }

    private void JoinAgain(GroupMember member, JoinAttempt attempt, object ticket, long now)
    {
        bool changed = !GroupProtocol.Same(member.Protocols, attempt.Protocols);
        bool disturbs = State switch
        {
            GroupState.Stable => changed || member.Id == LeaderId,
            GroupState.CompletingRebalance => changed,
            _ => true,
        };
        _roster.Change(member, () => Update(member, attempt));
        if (disturbs)
        {
            Park(member, ticket);
            Rebalance(now);
            return;
        }

        // The answer to an earlier JoinGroup of this generation may have been lost: it is simply given again.
        member.Touch(now);
        _actions.Add(new GroupAction.AnswerJoin(ticket, Joined(member)));
    }

    /// <summary>A client with a static name comes without an id: it is the old member, restarted (KIP-345).</summary>
    private void TakeOver(GroupMember old, JoinAttempt attempt, object ticket, long now)
    {
        GroupMember successor = NewMember(attempt.FreshMemberId, attempt);
        successor.Assignment = old.Assignment;
        successor.OwesSync = old.OwesSync;
        bool sameTopics = ConsumerSubscription.SameTopics(old.MetadataFor(ProtocolName), successor.MetadataFor(ProtocolName));
        Unpark(old, ErrorCode.FencedInstanceId);
        _roster.Replace(old, successor);
        bool leads = LeaderId == old.Id;
        if (leads) LeaderId = successor.Id;
        successor.Touch(now);
        if (State != GroupState.Stable || !sameTopics || _roster.Vote() != ProtocolName)
        {
            Park(successor, ticket);
            Rebalance(now);
            return;
        }

        // Leading would make it compute an assignment that is not wanted. Clients that know SkipAssignment are answered
        // so; to older ones the answer names another member as leader.
        JoinOutcome outcome = leads && !attempt.CanSkipAssignment
            ? Joined(successor) with { Leader = old.Id, Members = [] }
            : Joined(successor) with { SkipAssignment = leads };
        Store(now, (error, _) => _actions.Add(new GroupAction.AnswerJoin(ticket, error == ErrorCode.None ? outcome : new JoinOutcome(error, ""))));
    }

    private void Park(GroupMember member, object ticket)
    {
        if (member.ParkedJoin is not null) Refuse(member.ParkedJoin, member.Id, ErrorCode.RebalanceInProgress);
        member.ParkedJoin = ticket;
    }

    private void Unpark(GroupMember member, ErrorCode error)
    {
        if (member.ParkedJoin is not null) Refuse(member.ParkedJoin, member.Id, error);
        if (member.ParkedSync is not null) _actions.Add(new GroupAction.AnswerSync(member.ParkedSync, new SyncOutcome(error)));
        member.ParkedJoin = member.ParkedSync = null;
    }

    private void Refuse(object ticket, string memberId, ErrorCode error) =>
        _actions.Add(new GroupAction.AnswerJoin(ticket, new JoinOutcome(error, memberId)));

    private JoinOutcome Joined(GroupMember member) => new(ErrorCode.None, member.Id)
    {
        Generation = Generation,
        ProtocolType = ProtocolType,
        ProtocolName = ProtocolName,
        Leader = LeaderId ?? "",
        Members = member.Id == LeaderId ? [.. _roster.All.Select(m => new JoinedMember(m.Id, m.InstanceId, m.MetadataFor(ProtocolName)))] : [],
    };

    private static GroupMember NewMember(string id, JoinAttempt attempt)
    {
        var member = new GroupMember(id, attempt.InstanceId) { ClientId = attempt.ClientId, ClientHost = attempt.ClientHost };
        Update(member, attempt);
        return member;
    }

    private static void Update(GroupMember member, JoinAttempt attempt)
    {
        member.SessionTimeoutMs = attempt.SessionTimeoutMs;
        member.RebalanceTimeoutMs = attempt.RebalanceTimeoutMs;
        member.Protocols = attempt.Protocols;
    }
}
