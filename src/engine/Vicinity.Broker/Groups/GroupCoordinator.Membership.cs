using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Joining, syncing, heartbeats, leaving.</content>
internal sealed partial class GroupCoordinator
{
    /// <summary>A client joins; the task completes when the rebalance does.</summary>
    public Task<JoinOutcome> JoinAsync(string groupId, JoinAttempt attempt)
    {
        ErrorCode error = CheckJoin(groupId, attempt);
        if (error != ErrorCode.None) return Task.FromResult(new JoinOutcome(error, attempt.MemberId));
        var ticket = new TaskCompletionSource<JoinOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);

        // Only a client without an id can begin a group: an id shows that the group was there, and is lost.
        bool found = attempt.MemberId.Length == 0
            ? TryWithNew(groupId, (group, now) => group.Join(attempt, ticket, now))
            : TryWith(groupId, (group, now) => group.Join(attempt, ticket, now));
        if (!found)
            ticket.TrySetResult(new JoinOutcome(Lost(attempt.MemberId.Length == 0 ? ErrorCode.PolicyViolation : ErrorCode.UnknownMemberId), attempt.MemberId));
        return ticket.Task;
    }

    /// <summary>A member asks for its assignment; the task completes when the leader's has been stored.</summary>
    public Task<SyncOutcome> SyncAsync(string groupId, SyncAttempt attempt)
    {
        ErrorCode error = CheckGroupId(groupId);
        if (error != ErrorCode.None) return Task.FromResult(new SyncOutcome(error));
        var ticket = new TaskCompletionSource<SyncOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!TryWith(groupId, (group, now) => group.Sync(attempt, ticket, now))) ticket.TrySetResult(new SyncOutcome(Lost(ErrorCode.UnknownMemberId)));
        return ticket.Task;
    }

    public ErrorCode Heartbeat(string groupId, MemberClaim claim)
    {
        ErrorCode answer = CheckGroupId(groupId);
        if (answer != ErrorCode.None) return answer;
        return TryWith(groupId, (group, now) => answer = group.Heartbeat(claim, now)) ? answer : Lost(ErrorCode.UnknownMemberId);
    }

    /// <summary>A member leaves.</summary>
    public ErrorCode Leave(string groupId, string memberId, string? instanceId)
    {
        ErrorCode answer = CheckGroupId(groupId);
        if (answer != ErrorCode.None) return answer;
        return TryWith(groupId, (group, now) => answer = group.Leave(memberId, instanceId, now)) ? answer : Lost(ErrorCode.UnknownMemberId);
    }

    private ErrorCode CheckJoin(string groupId, JoinAttempt attempt)
    {
        ErrorCode error = CheckGroupId(groupId);
        if (error != ErrorCode.None) return error;
        if (attempt.SessionTimeoutMs < _settings.MinSessionTimeoutMs || attempt.SessionTimeoutMs > _settings.MaxSessionTimeoutMs) return ErrorCode.InvalidSessionTimeout;
        if (attempt.InstanceId is { } name && (name.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(name) > _settings.MaxNameBytes)) return ErrorCode.InvalidRequest;
        if (IsTooLong(attempt.ProtocolType) || attempt.Protocols.Count > _settings.MaxMemberProtocols || attempt.Protocols.Any(p => IsTooLong(p.Name))) return ErrorCode.InvalidRequest;
        long bytes = attempt.Protocols.Sum(p => (long)p.Name.Length + p.Metadata.Length);
        return bytes > _settings.MaxMemberBytes ? ErrorCode.InvalidRequest : ErrorCode.None;
    }

    private bool IsTooLong(string text) => System.Text.Encoding.UTF8.GetByteCount(text) > _settings.MaxNameBytes;
}
