using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeCluster (KIP-700). Behavior: the cluster's id, its controller and nodes.
/// Version notes: v1 endpoint type; 2 asks for controllers, which are the same nodes here.
/// </summary>
internal sealed class DescribeClusterHandler(NodeIdentity identity) : MessageHandler<DescribeClusterRequest, DescribeClusterResponse>(0, 1)
{
    private const int NotAskedFor = int.MinValue;

    protected override ValueTask<DescribeClusterResponse> HandleAsync(DescribeClusterRequest request, RequestContext context)
    {
        var response = new DescribeClusterResponse
        {
            ClusterId = identity.ClusterId,
            ControllerId = identity.NodeId,
            EndpointType = request.EndpointType,
            ClusterAuthorizedOperations = NotAskedFor,
        };
        (string host, int port) = identity.AddressFor(context.Connection);
        response.Brokers.Add(new() { BrokerId = identity.NodeId, Host = host, Port = port });
        return new(response);
    }
}
