using System.Net;
using System.Text.Json.Nodes;
using Vicinity.Traffic.Tests;

namespace Vicinity.Gateway.Tests;

/// <summary>An application of a hundred lines gets endpoint, live push, metric, history, readiness and a place on the page from the shared parts.</summary>
public sealed class TidePartTests
{
    [Fact]
    public async Task A_new_application_is_served_by_the_shared_parts_alone()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var tide = new TidePart(node.Address);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: tide);
        await Eventually.UntilAsync(() => tide.View!.NextLook, async () => (await gateway.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the application has read the log");
        await using LiveClient reader = await LiveClient.ConnectAsync(gateway.Host.Address, await gateway.OperatorCookieAsync(), path: "/live/tide");
        await reader.InvokeAsync("Watch", "brest");

        foreach (int centimetres in (int[])[120, 340])
            (await gateway.Client.PostAsync($"/api/tide/brest?centimetres={centimetres}", null, cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Live push.
        var pushed = new List<int>();
        while (pushed.Count < 2) pushed.AddRange((await reader.NextAsync("tides"))["centimetres"]!.AsArray().Select(c => c!.GetValue<int>()));
        pushed.ShouldBe([120, 340]);
        // Endpoint.
        (await TextAsync(gateway, "/api/tide/brest")).ShouldBe("[120,340]");
        // Metric.
        (await TextAsync(gateway, "/metrics")).ShouldContain("\nvicinity_tide_kept 2\n");
        // History.
        JsonNode history = JsonNode.Parse(await TextAsync(gateway, "/api/history"))!["series"]!.AsArray().Single(s => s!["name"]!.GetValue<string>() == "tides")!;
        history["buckets"]!.AsArray().Sum(b => b!["amount"]!.GetValue<int>()).ShouldBe(2);
        // Place on the page.
        (await TextAsync(gateway, "/api/status")).ShouldContain("""{"name":"tide","page":"/tide","state":"running","problem":null,"answers":true}""");
        (await gateway.GetAsync("/tide")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // Description.
        (await TextAsync(gateway, "/openapi/v1.json")).ShouldContain("/api/tide/{harbour}");
    }

    [Fact]
    public async Task Its_live_hub_is_guarded_as_every_other()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: new TidePart(node.Address));
        (await gateway.GetAsync("/live/tide/negotiate")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        string cookie = await gateway.OperatorCookieAsync();
        (await gateway.GetAsync("/live/tide", "Cookie", cookie, "Origin", "http://evil.example")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await gateway.GetAsync("/live/tide", "Cookie", cookie, "Host", "evil.example")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<string> TextAsync(RunningGateway gateway, string path)
    {
        using HttpResponseMessage answer = await gateway.GetAsync(path);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
