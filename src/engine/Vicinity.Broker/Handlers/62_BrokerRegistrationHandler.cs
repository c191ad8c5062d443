using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// BrokerRegistration (KIP-631), between nodes. Behavior: the controller writes down where the node is reached, gives it an id if it has none, and tells it of
/// the others; on another node the request is passed on. Version notes: tags from 10000 on are ours.
/// </summary>
internal sealed class BrokerRegistrationHandler(ClusterController controller, PeerNetwork peers, NodeIdentity identity, BrokerOptions options)
    : ControllerHandler<BrokerRegistrationRequest, BrokerRegistrationResponse>(controller, peers, options, 0, 0)
{
    /// <summary>A newcomer knows any node, not the controller.</summary>
    protected override bool PassesOnForNodes => true;

    protected override async ValueTask<BrokerRegistrationResponse> ServeAsync(BrokerRegistrationRequest request, RequestContext context) =>
        !context.Connection.IsNode ? new() { ErrorCode = ErrorCode.ClusterAuthorizationFailed, ErrorMessage = "only nodes register" } : await Controller.RegisterAsync(request, identity.ClusterId, context.Connection.Remote.Address).ConfigureAwait(false);

    protected override BrokerRegistrationResponse Refuse(BrokerRegistrationRequest request, RequestContext context, ChangeOutcome reason) => new() { ErrorCode = reason.Error, ErrorMessage = reason.Message ?? "" };

    /// <summary>The address that the newcomer's request came from is known here only.</summary>
    protected override BrokerRegistrationRequest Forwarded(BrokerRegistrationRequest request, RequestContext context)
    {
        foreach (var listener in request.Listeners.Where(l => l.Host.Length == 0)) listener.Host = context.Connection.Remote.Address.ToString();
        return request;
    }
}
