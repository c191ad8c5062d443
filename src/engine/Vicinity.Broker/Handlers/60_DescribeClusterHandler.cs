using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeCluster (KIP-700). Behavior: the cluster's id, its controller and nodes.
/// Version notes: v1 endpoint type; 2 asks for controllers, which are the same nodes here; v2 fenced nodes, of which there are none: a node that is not reached is left out.
/// </summary>
internal sealed class DescribeClusterHandler(ClusterDirectory directory) : MessageHandler<DescribeClusterRequest, DescribeClusterResponse>(0, 2)
{
    protected override ValueTask<DescribeClusterResponse> HandleAsync(DescribeClusterRequest request, RequestContext context)
    {
        IReadOnlyList<ClusterDirectory.Broker> brokers = directory.Brokers(context.Connection);
        var response = new DescribeClusterResponse
        {
            ClusterId = directory.ClusterId,
            ControllerId = directory.ControllerAmong(brokers),
            EndpointType = request.EndpointType,
            ClusterAuthorizedOperations = request.IncludeClusterAuthorizedOperations ? AuthorizedOperations.Cluster : AuthorizedOperations.NotAskedFor,
        };
        foreach (ClusterDirectory.Broker broker in brokers) response.Brokers.Add(new() { BrokerId = broker.Id, Host = broker.Host, Port = broker.Port });
        return new(response);
    }
}
