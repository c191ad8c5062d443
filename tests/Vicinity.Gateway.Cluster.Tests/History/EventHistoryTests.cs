using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Cluster.Tests;

public sealed class EventHistoryTests
{
    [Fact]
    public async Task What_happened_before_anybody_looked_is_in_the_time_bar()
    {
        await using RunningCluster cluster = await RunningCluster.StartAsync();
        JsonNode? series = null;

        await cluster.UntilAsync(
            async () => (series = (await cluster.ReadAsync("/api/history"))["series"]!.AsArray().ShouldHaveSingleItem())!["buckets"]!.AsArray().Count > 0, "the start of the node is counted");

        series!["name"]!.GetValue<string>().ShouldBe("events of the cluster");
        long start = series["start"]!.GetValue<long>(), end = series["end"]!.GetValue<long>();
        start.ShouldBeLessThanOrEqualTo(end);
        JsonNode first = series["buckets"]![0]!;
        first["t"]!.GetValue<long>().ShouldBeInRange(start - 1000, start);
        first["amount"]!.GetValue<long>().ShouldBePositive();
    }
}
