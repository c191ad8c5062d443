using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Heartbeat. Behavior: keeps the member's session alive and tells it when to join again. Version notes: v3 static members (KIP-345).</summary>
internal sealed class HeartbeatHandler(GroupCoordinator coordinator) : MessageHandler<HeartbeatRequest, HeartbeatResponse>(0, 4)
{
    protected override ValueTask<HeartbeatResponse> HandleAsync(HeartbeatRequest request, RequestContext context)
    {
        var claim = new MemberClaim(request.MemberId, request.GroupInstanceId, request.GenerationId);
        return ValueTask.FromResult(new HeartbeatResponse { ErrorCode = coordinator.Heartbeat(request.GroupId, claim) });
    }
}
