using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Feeds;

namespace Vicinity.Gateway.Tests;

public sealed class HistoryTests
{
    [Fact]
    public async Task The_histories_of_all_applications_are_answered_together_with_the_range_of_them_all()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new CountingPart(
            new Kept("ships", new KeptHistory(new HistoryRange(20_500, 39_000), TimeSpan.FromSeconds(10), [new HistoryBucket(20_000, 5), new HistoryBucket(30_000, 7)])),
            new Kept("birds", new KeptHistory(new HistoryRange(15_000, 16_000), TimeSpan.FromSeconds(5), [new HistoryBucket(15_000, 1)])),
            new Kept("whales", new KeptHistory(null, TimeSpan.FromSeconds(1), []))));

        JsonNode answer = JsonNode.Parse(await (await gateway.GetAsync("/api/history")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        (answer["start"]!.GetValue<long>(), answer["end"]!.GetValue<long>()).ShouldBe((15_000, 39_000));
        answer["series"]!.ToJsonString().ShouldBe(
            """[{"name":"ships","reachSeconds":60,"start":20500,"end":39000,"bucketSeconds":10,"buckets":[{"t":20000,"amount":5},{"t":30000,"amount":7}]},"""
            + """{"name":"birds","reachSeconds":60,"start":15000,"end":16000,"bucketSeconds":5,"buckets":[{"t":15000,"amount":1}]},"""
            + """{"name":"whales","reachSeconds":60,"start":null,"end":null,"bucketSeconds":1,"buckets":[]}]""");
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_left_out()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new CountingPart(
            new Kept("ships", null), new Kept("birds", new KeptHistory(new HistoryRange(1, 2), TimeSpan.FromSeconds(5), []))));
        string answer = await (await gateway.GetAsync("/api/history")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.ShouldContain("\"birds\"");
        answer.ShouldNotContain("\"ships\"");
    }

    private sealed class Kept(string counted, KeptHistory? kept) : IHistory
    {
        public string Counted => counted;

        public TimeSpan Reach => TimeSpan.FromMinutes(1);

        public KeptHistory Read() => kept ?? throw new InvalidOperationException("lost");
    }

    private sealed class CountingPart(params IHistory[] histories) : IGatewayPart
    {
        public string Name => "counting";

        public void AddServices(IServiceCollection services)
        {
            foreach (IHistory history in histories) services.AddSingleton(history);
        }

        public void Map(IEndpointRouteBuilder endpoints)
        {
        }
    }
}
