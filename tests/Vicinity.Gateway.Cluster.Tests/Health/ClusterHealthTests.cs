using System.Net;

namespace Vicinity.Gateway.Cluster.Tests;

public sealed class ClusterHealthTests
{
    [Fact]
    public async Task A_cluster_of_which_no_node_answers_is_not_ready()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();
        await cluster.UntilAsync(async () => (await cluster.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the nodes have answered");

        await cluster.StopNodeAsync();

        await cluster.UntilAsync(async () => (await cluster.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "the silence is told");
    }
}
