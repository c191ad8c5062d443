using System.Net;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// IntroduceNode, ours, between nodes. Behavior: says whether this is the node that is meant, and which one it is; takes the other at its word about where it listens, also when
/// that one meant another node: nodes may have exchanged their addresses while they were down. Version notes: none.
/// </summary>
internal sealed class IntroduceNodeHandler(PeerNetwork peers, NodeIdentity identity) : MessageHandler<IntroduceNodeRequest, IntroduceNodeResponse>(0, 0)
{
    protected override ValueTask<IntroduceNodeResponse> HandleAsync(IntroduceNodeRequest request, RequestContext context)
    {
        (ErrorCode error, string? message) = Check(request, context.Connection);
        bool isOfThisCluster = error is ErrorCode.None or ErrorCode.BrokerIdNotRegistered;
        if (isOfThisCluster && request.Port is > 0 and <= IPEndPoint.MaxPort && peers.Known.Contains(request.NodeId))
            peers.Hear(request.NodeId, request.Host.Length > 0 ? request.Host : context.Connection.Remote.Address.ToString(), request.Port);
        return new(new IntroduceNodeResponse { ErrorCode = error, ErrorMessage = message, NodeId = isOfThisCluster ? identity.NodeId : -1 });
    }

    private (ErrorCode Error, string? Message) Check(IntroduceNodeRequest request, ConnectionInfo connection) =>
        !connection.IsNode ? (ErrorCode.ClusterAuthorizationFailed, "only nodes introduce themselves")
        : request.ClusterId != identity.ClusterId ? (ErrorCode.InconsistentClusterId, $"this is cluster {identity.ClusterId}, not {request.ClusterId}")
        : request.Addressee != identity.NodeId ? (ErrorCode.BrokerIdNotRegistered, $"this is node {identity.NodeId}, not {request.Addressee}")
        : (ErrorCode.None, null);
}
