using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// JoinGroup. Behavior: waits until the rebalance is complete; the leader is answered with all members. Version notes: v0 has no rebalance
/// timeout (the session's counts); v4 a new member must come again with the id given to it (KIP-394); v5 static members (KIP-345); v7
/// protocol type in the answer; v9 SkipAssignment (KIP-814).
/// </summary>
internal sealed class JoinGroupHandler(GroupCoordinator coordinator) : MessageHandler<JoinGroupRequest, JoinGroupResponse>(0, 9)
{
    private const short KnownIdFrom = 4;
    private const short SkipAssignmentFrom = 9;
    private const int MaxIdPrefix = 200;

    protected override async ValueTask<JoinGroupResponse> HandleAsync(JoinGroupRequest request, RequestContext context)
    {
        string name = request.GroupInstanceId ?? context.ClientId ?? "";
        var attempt = new JoinAttempt
        {
            MemberId = request.MemberId,
            InstanceId = request.GroupInstanceId,
            FreshMemberId = $"{name[..Math.Min(name.Length, MaxIdPrefix)]}-{Guid.NewGuid()}",
            ClientId = context.ClientId ?? "",
            ClientHost = context.ClientHost,
            SessionTimeoutMs = request.SessionTimeoutMs,
            RebalanceTimeoutMs = request.RebalanceTimeoutMs > 0 ? request.RebalanceTimeoutMs : request.SessionTimeoutMs,
            ProtocolType = request.ProtocolType,
            Protocols = [.. request.Protocols.Select(p => new GroupProtocol(p.Name, p.Metadata.ToArray()))],
            RequireKnownMemberId = context.Version >= KnownIdFrom,
            CanSkipAssignment = context.Version >= SkipAssignmentFrom,
        };

        JoinOutcome outcome = await coordinator.JoinAsync(request.GroupId, attempt).ConfigureAwait(false);

        return new JoinGroupResponse
        {
            ErrorCode = outcome.Error,
            GenerationId = outcome.Generation,
            ProtocolType = outcome.ProtocolType,
            ProtocolName = outcome.ProtocolName,
            Leader = outcome.Leader,
            SkipAssignment = outcome.SkipAssignment,
            MemberId = outcome.MemberId,
            Members = [.. outcome.Members.Select(m => new JoinGroupResponseMember { MemberId = m.MemberId, GroupInstanceId = m.InstanceId, Metadata = m.Metadata })],
        };
    }
}
