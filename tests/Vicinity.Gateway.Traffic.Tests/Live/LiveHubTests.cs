using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic.Tests;

public sealed class LiveHubTests
{
    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_reader_is_pushed_everything_first_and_then_what_changes()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync(o => o with { StaleSeconds = 4 });
        await using LiveClient reader = await LiveClient.ConnectAsync(traffic.Client.BaseAddress!, traffic.Cookie);
        long first = Now;
        await traffic.ReportAsync(VehiclePosition.Create("bus", 49.26, -123.25, first, 8.5, 90), VehiclePosition.Create("far", 1, 1, first));
        await reader.WatchAsync(-123.3, 49.2, -123.2, 49.3, 18);

        JsonNode all = await reader.NextAsync("positions");
        all["full"]!.GetValue<bool>().ShouldBeTrue();
        all["gone"]!.AsArray().ShouldBeEmpty();
        all["vehicles"]!.ToJsonString().ShouldBe($$"""[["bus",-123.25,49.26,8.5,90,{{first}},"api"]]""");

        JsonNode heat = await reader.NextAsync("heat");
        heat["zoom"]!.GetValue<int>().ShouldBe(18);
        JsonArray cell = heat["cells"]!.AsArray().ShouldHaveSingleItem()!.AsArray();
        cell[0]!.GetValue<string>().ShouldBe(Tile.At(GeoPoint.At(49.26, -123.25), 18).QuadKey);
        cell[1]!.GetValue<double>().ShouldBe(-123.25, 0.01);
        cell[3]!.GetValue<double>().ShouldBeInRange(0.3, 1);
        cell[4]!.GetValue<int>().ShouldBe(1);

        long second = Now;
        await traffic.ReportAsync(VehiclePosition.Create("bus", 49.261, -123.25, second));
        JsonNode changed = await reader.NextAsync("positions", p => p["vehicles"]!.AsArray().Count > 0);
        changed["full"]!.GetValue<bool>().ShouldBeFalse();
        changed["vehicles"]!.ToJsonString().ShouldBe($$"""[["bus",-123.25,49.261,null,null,{{second}},"api"]]""");

        JsonNode gone = await reader.NextAsync("positions", p => p["gone"]!.AsArray().Count > 0);
        gone["gone"]!.ToJsonString().ShouldBe("""["bus"]""");
    }

    [Fact]
    public async Task The_summary_comes_by_itself_with_the_quadrants()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        await traffic.ReportAsync(VehiclePosition.Create("bus", 49.26, -123.25, Now));
        await using LiveClient reader = await LiveClient.ConnectAsync(traffic.Client.BaseAddress!, traffic.Cookie);
        JsonNode summary = await reader.NextAsync("summary", s => s["quadrants"]!.AsArray().Count > 0);
        summary["vehicles"]!.GetValue<int>().ShouldBe(1);
        summary["quadrants"]![0]!["quadkey"]!.GetValue<string>().Length.ShouldBe(14);
        summary["delayed"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Who_does_not_take_part_is_refused_and_who_does_is_let_in()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        (await Should.ThrowAsync<HttpRequestException>(() => LiveClient.ConnectAsync(traffic.Client.BaseAddress!, null))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using HttpResponseMessage negotiate = await traffic.Client.PostAsync("/live/traffic/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken);
        negotiate.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await traffic.PostAsync("/api/traffic/positions", """{"vehicle":"me","latitude":1,"longitude":2}""")).Status.ShouldBe(HttpStatusCode.OK);
        await using LiveClient reader = await LiveClient.ConnectAsync(traffic.Client.BaseAddress!, null, "vehicle=me");
        await reader.NextAsync("summary");
    }

    [Fact]
    public async Task Who_stops_reporting_stops_reading()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync(o => o with { ParticipationMinutes = 0.1 });
        (await traffic.PostAsync("/api/traffic/positions", """{"vehicle":"me","latitude":1,"longitude":2}""")).Status.ShouldBe(HttpStatusCode.OK);
        await using LiveClient reader = await LiveClient.ConnectAsync(traffic.Client.BaseAddress!, null, "vehicle=me");
        await reader.NextAsync("summary");
        await reader.ClosedAsync();
        (await Should.ThrowAsync<HttpRequestException>(() => LiveClient.ConnectAsync(traffic.Client.BaseAddress!, null, "vehicle=me"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_view_that_makes_no_sense_is_answered_with_the_reason()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        await using LiveClient reader = await LiveClient.ConnectAsync(traffic.Client.BaseAddress!, traffic.Cookie);
        (await Should.ThrowAsync<HubException>(() => reader.WatchAsync(0, 60, 1, 50, 18))).Message.ShouldContain("southern edge 60");
        (await Should.ThrowAsync<HubException>(() => reader.WatchAsync(0, 0, 1, 1, 99))).Message.ShouldContain("zoom 99 is not between 0 and 23");
        (await Should.ThrowAsync<HubException>(() => reader.InvokeAsync("Watch", null))).Message.ShouldContain("there is nothing to watch");
        (await Should.ThrowAsync<HubException>(() => reader.InvokeAsync("Watch", new { zoom = 3 }))).Message.ShouldContain("bbox is not four numbers");
    }

    [Fact]
    public async Task What_a_reader_asks_wrongly_is_no_error_of_the_program()
    {
        var log = new LogLines();
        await using RunningTraffic traffic = await RunningTraffic.StartAsync(loggers: log);
        await using LiveClient reader = await LiveClient.ConnectAsync(traffic.Client.BaseAddress!, traffic.Cookie);
        object?[] wrong = [null, "here", 7, new { bbox = "everywhere" }, new { bbox = (double[])[1, 2] }, new { bbox = (double[])[0, 60, 1, 50], zoom = 1.5 }, new { bbox = (double[])[0, 60, 1, 50] }];
        foreach (object? argument in wrong) await Should.ThrowAsync<HubException>(() => reader.InvokeAsync("Watch", argument));
        await Should.ThrowAsync<HubException>(() => reader.InvokeAsync("NoSuchMethod", 1));
        log.Above(LogLevel.Information).ShouldBeEmpty();
        log.All.ShouldContain(line => line.Level == LogLevel.Debug && line.Fault is HubException);
    }
}
