using System.Net;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// IntroduceNode, ours, between nodes. Behavior: says whether this is the node that is meant, and takes the other at its word about where it listens. Version notes: none.
/// </summary>
internal sealed class IntroduceNodeHandler(PeerNetwork peers, NodeIdentity identity) : MessageHandler<IntroduceNodeRequest, IntroduceNodeResponse>(0, 0)
{
    protected override ValueTask<IntroduceNodeResponse> HandleAsync(IntroduceNodeRequest request, RequestContext context)
    {
        (ErrorCode error, string? message) = Check(request, context.Connection);
        if (error == ErrorCode.None && request.Port is > 0 and <= IPEndPoint.MaxPort && peers.Known.Contains(request.NodeId))
            peers.Hear(request.NodeId, request.Host.Length > 0 ? request.Host : context.Connection.Remote.Address.ToString(), request.Port);
        return new(new IntroduceNodeResponse { ErrorCode = error, ErrorMessage = message });
    }

    private (ErrorCode Error, string? Message) Check(IntroduceNodeRequest request, ConnectionInfo connection) =>
        !connection.IsNode ? (ErrorCode.ClusterAuthorizationFailed, "only nodes introduce themselves")
        : request.ClusterId != identity.ClusterId ? (ErrorCode.InconsistentClusterId, $"this is cluster {identity.ClusterId}, not {request.ClusterId}")
        : request.Addressee != identity.NodeId ? (ErrorCode.BrokerIdNotRegistered, $"this is node {identity.NodeId}, not {request.Addressee}")
        : (ErrorCode.None, null);
}
