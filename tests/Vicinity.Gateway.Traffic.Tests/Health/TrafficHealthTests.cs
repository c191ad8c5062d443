using System.Net;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Traffic.Tests;

public sealed class TrafficHealthTests
{
    [Fact]
    public async Task An_application_that_shows_old_data_is_not_ready_until_it_has_caught_up()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        await traffic.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the log is read");

        await traffic.StopNodeAsync();

        await traffic.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "old data are told");
        using HttpResponseMessage shown = await traffic.GetAsync("/readyz", "Cookie", traffic.Cookie);
        (await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("""{"name":"traffic","problem":"what is shown is """);
        using HttpResponseMessage status = await traffic.GetAsync("/api/status");
        (await status.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"delayed\":true");
        (await traffic.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);

        traffic.StartNode();
        await traffic.UntilAsync(async () => (await traffic.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the view has caught up");
    }

    [Theory]
    [InlineData("vehicle,latitude,longitude,t_s\nbus,91,2,0\n", "a whole lap held nothing that could be stored")]
    [InlineData("nothing of the kind\n", "the CSV header has no")]
    public async Task A_replay_that_has_ended_by_a_fault_is_told_in_readyz_and_among_the_sources(string recording, string reason)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, recording, TestContext.Current.CancellationToken);
        await using RunningTraffic traffic = await RunningTraffic.StartAsync(o => o with { Replay = file });

        await traffic.UntilAsync(async () => (await traffic.ReadAsync("/readyz"))["status"]!.GetValue<string>() == "degraded", "the end is told");

        string warning = (await traffic.ReadAsync("/readyz"))["checks"]!.AsArray().Single(c => c!["name"]!.GetValue<string>() == "traffic")!["warning"]!.GetValue<string>();
        warning.ShouldStartWith($"the source '{Path.GetFileName(file)}' has ended: ");
        warning.ShouldContain(reason);
        JsonNode source = (await traffic.ReadAsync("/api/traffic/summary"))["sources"]!.AsArray().ShouldHaveSingleItem()!;
        source["running"]!.GetValue<bool>().ShouldBeFalse();
        source["problem"]!.GetValue<string>().ShouldContain(reason);
        File.Delete(file);
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
