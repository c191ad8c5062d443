using System.Net;

namespace Vicinity.Gateway.Traffic.Tests;

public sealed class TrafficHealthTests
{
    [Fact]
    public async Task An_application_that_shows_old_data_is_not_ready_until_it_has_caught_up()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        await Eventually.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the log is read");

        await traffic.StopNodeAsync();

        await Eventually.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "old data are told");
        using HttpResponseMessage shown = await traffic.GetAsync("/readyz", "Cookie", traffic.Cookie);
        (await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("""{"name":"traffic","problem":"what is shown is """);
        using HttpResponseMessage status = await traffic.GetAsync("/api/status");
        (await status.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"delayed\":true");
        (await traffic.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);

        traffic.StartNode();
        await Eventually.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the view has caught up");
    }

    [Fact]
    public async Task An_application_brings_its_own_metrics()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        using HttpResponseMessage answer = await traffic.GetAsync("/metrics");
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (string name in (string[])["vehicles", "quadrants", "positions_rate", "positions_kept", "rows_refused", "delay_seconds"]) text.ShouldContain($"\nvicinity_traffic_{name} ");
    }
}
