using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// SyncGroup. Behavior: waits until the leader's assignments are on disk, then answers with the member's own, empty when there is none.
/// Version notes: v3 static members (KIP-345); v5 protocol type and name, which must be the group's (KIP-559).
/// </summary>
internal sealed class SyncGroupHandler(GroupCoordinator coordinator) : MessageHandler<SyncGroupRequest, SyncGroupResponse>(0, 5)
{
    protected override async ValueTask<SyncGroupResponse> HandleAsync(SyncGroupRequest request, RequestContext context)
    {
        var assignments = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (SyncGroupRequestAssignment assignment in request.Assignments) assignments[assignment.MemberId] = assignment.Assignment.ToArray();
        var attempt = new SyncAttempt(new MemberClaim(request.MemberId, request.GroupInstanceId, request.GenerationId))
        {
            ProtocolType = request.ProtocolType,
            ProtocolName = request.ProtocolName,
            Assignments = assignments,
        };

        SyncOutcome outcome = await coordinator.SyncAsync(request.GroupId, attempt).ConfigureAwait(false);

        return new SyncGroupResponse
        {
            ErrorCode = outcome.Error,
            ProtocolType = outcome.ProtocolType,
            ProtocolName = outcome.ProtocolName,
            Assignment = outcome.Assignment,
        };
    }
}
