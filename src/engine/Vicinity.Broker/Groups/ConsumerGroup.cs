using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// One consumer group after the classic protocol, as a pure state machine: requests and the time (milliseconds, never falling) go in,
/// <see cref="GroupAction"/>s come out of <see cref="TakeActions"/> in the order in which they must be carried out. The coordinator moves
/// opaque bytes; assignments are computed by a member, the leader. Not thread-safe.
/// </summary>
internal sealed partial class ConsumerGroup
{
    private readonly GroupSettings _settings;
    private readonly MemberRoster _roster = new();
    private readonly Dictionary<long, Action<ErrorCode, long>> _whenStored = [];
    private List<GroupAction> _actions = [];
    private long _lastToken;

    public ConsumerGroup(string id, GroupSettings settings, long now)
    {
        Id = id;
        _settings = settings;
        _emptySince = now;
        _nextExpiryCheck = now + settings.ExpiryCheckIntervalMs;
    }

    public string Id { get; }

    public GroupState State { get; private set; } = GroupState.Empty;

    /// <summary>Number of the last rebalance; 0 before the first.</summary>
    public int Generation { get; private set; }

    /// <summary>What kind of group the members make; null when none ever joined.</summary>
    public string? ProtocolType { get; private set; }

    /// <summary>The assignor of this generation; null before one was chosen.</summary>
    public string? ProtocolName { get; private set; }

    /// <summary>Member id of the leader.</summary>
    public string? LeaderId { get; private set; }

    public IReadOnlyList<GroupMember> Members => _roster.All;

    public GroupOffsets Offsets { get; } = new();

    /// <summary>What it may take; a request that would take more is refused.</summary>
    public GroupRoom Room { get; set; } = GroupRoom.Unbounded;

    /// <summary>What it takes, see <see cref="GroupSize"/>; nothing when it is dead.</summary>
    public long Bytes => State == GroupState.Dead ? 0 : GroupSize.Group + GroupSize.Text(Id) + GroupSize.Text(ProtocolType) + _roster.Bytes + Offsets.Bytes;

    /// <summary>Whether nothing is known of the group that would be missed.</summary>
    public bool IsBlank => State == GroupState.Empty && Generation == 0 && _roster.PendingCount == 0 && Offsets is { Count: 0, InFlight: 0 };

    /// <summary>Hands over what is to be done.</summary>
    public IReadOnlyList<GroupAction> TakeActions()
    {
        if (_actions.Count == 0) return [];
        List<GroupAction> taken = _actions;
        _actions = [];
        return taken;
    }

    /// <summary>A heartbeat: restarts the session timer, and tells the member whether to join again.</summary>
    public ErrorCode Heartbeat(MemberClaim claim, long now)
    {
        ErrorCode error = Check(claim, out GroupMember? member);
        if (error != ErrorCode.None) return error;
        TouchUnlessNew(member!, now);
        return State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Whether a commit may be stored; one from a member restarts its session timer.</summary>
    public ErrorCode CheckCommit(MemberClaim claim, long now)
    {
        if (State == GroupState.Dead) return ErrorCode.CoordinatorNotAvailable;
        bool outsider = claim is { Generation: < 0, MemberId: "", InstanceId: null };
        if (State == GroupState.Empty && claim.Generation < 0) return ErrorCode.None;
        if (outsider) return ErrorCode.UnknownMemberId;
        ErrorCode error = Check(claim, out GroupMember? member);
        if (error != ErrorCode.None) return error;
        TouchUnlessNew(member!, now);
        return State == GroupState.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>A member leaves: named by its id, or by its static name with an empty id.</summary>
    public ErrorCode Leave(string memberId, string? instanceId, long now)
    {
        if (State == GroupState.Dead) return ErrorCode.CoordinatorNotAvailable;
        if (instanceId is null && _roster.RemovePending(memberId))
        {
            TryCompleteJoin(now);
            return ErrorCode.None;
        }

        GroupMember? member = instanceId is null ? _roster.Find(memberId) : _roster.FindStatic(instanceId);
        if (member is null) return ErrorCode.UnknownMemberId;
        if (memberId.Length > 0 && member.Id != memberId) return ErrorCode.FencedInstanceId;
        RemoveMember(member, now);
        return ErrorCode.None;
    }

    /// <summary>Deletes the group with its offsets; only an empty one can be deleted.</summary>
    public ErrorCode Delete()
    {
        if (State == GroupState.Dead) return ErrorCode.GroupIdNotFound;
        if (State != GroupState.Empty || _roster.PendingCount > 0) return ErrorCode.NonEmptyGroup;
        Die();
        return ErrorCode.None;
    }

    /// <summary>Another coordinator has the group from now on: waiting requests are answered, and nothing is stored any more.</summary>
    public void Abandon(ErrorCode reason, long now)
    {
        if (State == GroupState.Dead) return;
        Action<ErrorCode, long>[] waiting = [.. _whenStored.Values];
        _whenStored.Clear();
        foreach (Action<ErrorCode, long> then in waiting) then(reason, now);
        _whenStored.Clear();
        foreach (GroupMember member in _roster.All)
        {
            if (member.ParkedJoin is not null) _actions.Add(new GroupAction.AnswerJoin(member.ParkedJoin, new JoinOutcome(reason, member.Id)));
            if (member.ParkedSync is not null) _actions.Add(new GroupAction.AnswerSync(member.ParkedSync, new SyncOutcome(reason)));
        }

        State = GroupState.Dead;
        _actions.RemoveAll(a => a is not (GroupAction.AnswerJoin or GroupAction.AnswerSync));
    }

    /// <summary>Ends a group of which nothing would be missed, without leaving a trace in the log; false when something would.</summary>
    public bool DiscardIfBlank()
    {
        if (!IsBlank) return false;
        State = GroupState.Dead;
        return true;
    }

    /// <summary>Whether a member reads the topic. A member whose bytes cannot be read may read any.</summary>
    public bool IsSubscribedTo(string topic) =>
        _roster.All.Any(m => ConsumerSubscription.Topics(m.MetadataFor(ProtocolName ?? m.Protocols[0].Name))?.Contains(topic) ?? true);

    /// <summary>Tells that the snapshot with this token is stored, or could not be.</summary>
    public void Stored(long token, ErrorCode error, long now)
    {
        if (_whenStored.Remove(token, out Action<ErrorCode, long>? then)) then(error, now);
    }

    /// <summary>Puts back what a restart found in the log. Sessions start again.</summary>
    public void Restore(GroupSnapshot snapshot, long now)
    {
        Generation = snapshot.Generation;
        ProtocolType = snapshot.ProtocolType;
        ProtocolName = snapshot.ProtocolName;
        LeaderId = snapshot.LeaderId;
        _emptySince = Math.Max(0, snapshot.StateSinceMs);
        foreach (MemberSnapshot stored in snapshot.Members)
        {
            var member = new GroupMember(stored.Id, stored.InstanceId)
            {
                ClientId = stored.ClientId,
                ClientHost = stored.ClientHost,
                SessionTimeoutMs = stored.SessionTimeoutMs,
                RebalanceTimeoutMs = stored.RebalanceTimeoutMs,
                Protocols = [new GroupProtocol(ProtocolName ?? "", stored.Subscription)],
                Assignment = stored.Assignment,
            };
            member.Touch(now);
            _roster.Add(member);
        }

        State = _roster.Count == 0 ? GroupState.Empty : GroupState.Stable;
    }

    private static void TouchUnlessNew(GroupMember member, long now)
    {
        if (!member.IsNew) member.Touch(now);
    }

    private ErrorCode Check(MemberClaim claim, out GroupMember? member)
    {
        member = null;
        if (State == GroupState.Dead) return ErrorCode.CoordinatorNotAvailable;
        if (claim.InstanceId is not null && _roster.FindStatic(claim.InstanceId) is GroupMember named && named.Id != claim.MemberId) return ErrorCode.FencedInstanceId;
        member = _roster.Find(claim.MemberId);
        if (member is null) return ErrorCode.UnknownMemberId;
        return claim.Generation == Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    private void Store(long now, Action<ErrorCode, long>? then, IReadOnlyDictionary<string, byte[]>? assignments = null)
    {
        long token = ++_lastToken;
        if (then is not null) _whenStored[token] = then;
        _actions.Add(new GroupAction.Store(Snapshot(now, assignments), token));
    }

    private GroupSnapshot Snapshot(long now, IReadOnlyDictionary<string, byte[]>? assignments) => new(
        Id, Generation, ProtocolType, ProtocolName, LeaderId, State == GroupState.Empty ? _emptySince : now,
        [.. _roster.All.Select(m => new MemberSnapshot(
            m.Id, m.InstanceId, m.ClientId, m.ClientHost, m.SessionTimeoutMs, m.RebalanceTimeoutMs, m.MetadataFor(ProtocolName),
            assignments is null ? m.Assignment : assignments.GetValueOrDefault(m.Id) ?? []))]);
}
