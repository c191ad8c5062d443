using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>BrokerHeartbeat (KIP-631), between nodes. Behavior: a heartbeat for the controller; others answer NOT_CONTROLLER. Version notes: tags from 10000 on are ours.</summary>
internal sealed class BrokerHeartbeatHandler(ClusterController controller) : MessageHandler<BrokerHeartbeatRequest, BrokerHeartbeatResponse>(0, 0)
{
    protected override ValueTask<BrokerHeartbeatResponse> HandleAsync(BrokerHeartbeatRequest request, RequestContext context) =>
        new(context.Connection.IsNode ? controller.Heartbeat(request) : new BrokerHeartbeatResponse { ErrorCode = ErrorCode.ClusterAuthorizationFailed });
}
