using System.Net;
using System.Text.Json.Nodes;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic.Tests;

public sealed class TrafficEndpointTests
{
    private const double North = 49.2627, West = -123.2467;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task Reported_positions_come_back_as_vehicles_heat_quadrants_and_history()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        long now = Now;
        await traffic.ReportAsync(
            VehiclePosition.Create("bus 12", North, West, now - 2000, 8.3, 271.5), VehiclePosition.Create("bus 12", North, West, now - 1000, 8.1, 270),
            VehiclePosition.Create("far", 1, 1, now - 1000));

        JsonNode vehicles = await traffic.ReadAsync("/api/traffic/vehicles?bbox=-123.3,49.2,-123.2,49.3");
        vehicles["type"]!.GetValue<string>().ShouldBe("FeatureCollection");
        JsonNode bus = vehicles["features"]!.AsArray().ShouldHaveSingleItem()!;
        bus["geometry"]!.ToJsonString().ShouldBe("""{"type":"Point","coordinates":[-123.2467,49.2627]}""");
        JsonNode properties = bus["properties"]!;
        properties["vehicle"]!.GetValue<string>().ShouldBe("bus 12");
        properties["speed"]!.GetValue<double>().ShouldBe(8.1);
        properties["heading"]!.GetValue<double>().ShouldBe(270);
        properties["timestamp"]!.GetValue<long>().ShouldBe(now - 1000);
        properties["quadkey"]!.GetValue<string>().ShouldBe(Tile.At(GeoPoint.At(North, West), 14).QuadKey);
        properties["ageSeconds"]!.GetValue<double>().ShouldBeInRange(1, 60);
        properties["source"]!.GetValue<string>().ShouldBe("api");

        JsonNode before = await traffic.ReadAsync($"/api/traffic/vehicles?at={now - 1500}");
        before["features"]!.AsArray().ShouldHaveSingleItem()!["properties"]!["timestamp"]!.GetValue<long>().ShouldBe(now - 2000);

        JsonNode cell = (await traffic.ReadAsync("/api/traffic/heatmap?bbox=-123.3,49.2,-123.2,49.3&zoom=16&span=60"))["features"]!.AsArray().ShouldHaveSingleItem()!;
        cell["geometry"]!["type"]!.GetValue<string>().ShouldBe("Polygon");
        cell["geometry"]!["coordinates"]![0]!.AsArray().Count.ShouldBe(5);
        cell["properties"]!["quadkey"]!.GetValue<string>().ShouldBe(Tile.At(GeoPoint.At(North, West), 16).QuadKey);
        cell["properties"]!["count"]!.GetValue<int>().ShouldBe(2);
        cell["properties"]!["vehicles"]!.GetValue<int>().ShouldBe(1);
        cell["properties"]!["meanSpeed"]!.GetValue<double>().ShouldBe(8.2, 0.001);
        cell["properties"]!["weight"]!.GetValue<double>().ShouldBeInRange(0.5, 2);

        JsonNode comparison = await traffic.ReadAsync("/api/traffic/comparison?bbox=-123.3,49.2,-123.2,49.3&zoom=16");
        comparison["vehicles"]!.GetValue<int>().ShouldBe(1);
        comparison["vehiclesInHeat"]!.GetValue<int>().ShouldBe(1);
        comparison["meanErrorMetres"]!.GetValue<double>().ShouldBeInRange(0, 300);
        comparison["text"]!.GetValue<string>().ShouldStartWith("The heat map places 1 of 1 vehicle");

        JsonNode history = await traffic.ReadAsync("/api/traffic/history");
        history["start"]!.GetValue<long>().ShouldBe(now - 2000);
        history["end"]!.GetValue<long>().ShouldBe(now - 1000);
        history["bucketSeconds"]!.GetValue<double>().ShouldBe(30);
        history["buckets"]!.AsArray().Sum(b => b!["positions"]!.GetValue<int>()).ShouldBe(3);

        JsonNode kept = (await traffic.ReadAsync("/api/history"))["series"]!.AsArray().Single()!;
        kept["name"]!.GetValue<string>().ShouldBe("positions");
        kept["reachSeconds"]!.GetValue<double>().ShouldBe(3600);
        kept["buckets"]!.AsArray().Sum(b => b!["amount"]!.GetValue<int>()).ShouldBe(3);

        string topic = "traffic." + Tile.At(GeoPoint.At(North, West), 14).QuadKey;
        JsonNode? quadrant = null;
        await traffic.UntilAsync(
            async () =>
            {
                quadrant = (await traffic.ReadAsync("/api/traffic/quadrants")).AsArray().Single(q => q!["topic"]!.GetValue<string>() == topic);
                return quadrant!["leader"] is not null;
            },
            "the quadrant's leader is known");
        quadrant!["quadkey"]!.GetValue<string>().ShouldBe(topic["traffic.".Length..]);
        quadrant["bounds"]!.AsArray().Count.ShouldBe(4);
        quadrant["positions"]!.GetValue<int>().ShouldBe(2);
        quadrant["vehicles"]!.GetValue<int>().ShouldBe(1);
        quadrant["replicas"]!.GetValue<int>().ShouldBe(1);
        quadrant["minReplicas"]!.GetValue<int>().ShouldBe(1);
        quadrant["lastTimestamp"]!.GetValue<long>().ShouldBe(now - 1000);

        JsonNode summary = await traffic.ReadAsync("/api/traffic/summary");
        summary["live"]!.GetValue<bool>().ShouldBeTrue();
        summary["delayed"]!.GetValue<bool>().ShouldBeFalse();
        summary["positions"]!.GetValue<int>().ShouldBe(3);
        summary["vehicles"]!.GetValue<int>().ShouldBe(2);
        summary["sources"]!.AsArray().Single(s => s!["kind"]!.GetValue<string>() == "api")!["events"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task The_demo_runs_and_has_streets_and_settings()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync(o => o with { Replay = "demo", ReplaySpeed = 20, QuadrantZoom = 14 });
        JsonNode settings = await traffic.ReadAsync("/api/traffic/settings");
        settings.ToJsonString().ShouldBe("""{"quadrantZoom":14,"participationMinutes":5,"staleSeconds":300,"historySeconds":3600,"demo":true}""");
        JsonNode street = (await traffic.ReadAsync("/api/traffic/streets"))["features"]![0]!;
        street["geometry"]!["type"]!.GetValue<string>().ShouldBe("LineString");
        street["properties"]!.ToJsonString().ShouldBe("""{"kind":"street","speedLimit":13.89}""");
        await traffic.UntilAsync(
            async () => (await traffic.ReadAsync("/api/traffic/vehicles"))["features"]!.AsArray().Count > 50, "cars of the demo are on the map");
        (await traffic.ReadAsync("/api/traffic/summary"))["sources"]!.AsArray()
            .Single(s => s!["kind"]!.GetValue<string>() == "replay")!["running"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task The_track_of_a_vehicle_has_a_place_for_each_of_its_positions_in_the_span()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        long now = Now;
        await traffic.ReportAsync(
            VehiclePosition.Create("bus/12", North, West, now - 2000, 8.3, 271.5), VehiclePosition.Create("bus/12", North, West + 0.001, now - 1000),
            VehiclePosition.Create("bus/12", North, West + 0.002, now - 40_000, 1), VehiclePosition.Create("far", 1, 1, now - 1000));

        JsonNode track = await traffic.ReadAsync("/api/traffic/track?of=bus%2F12&span=30");
        track["type"]!.GetValue<string>().ShouldBe("Feature");
        track["geometry"]!.ToJsonString().ShouldBe("{\"type\":\"LineString\",\"coordinates\":[[-123.2467,49.2627],[-123.2457,49.2627]]}");
        track["properties"]!.ToJsonString().ShouldBe($$"""{"vehicle":"bus/12","timestamps":[{{now - 2000}},{{now - 1000}}],"speeds":[8.3,null]}""");

        JsonNode before = await traffic.ReadAsync($"/api/traffic/track?of=bus%2F12&span=60&at={now - 1500}");
        before["properties"]!["timestamps"]!.AsArray().Select(t => t!.GetValue<long>()).ShouldBe([now - 40_000, now - 2000]);
        JsonNode nobody = await traffic.ReadAsync("/api/traffic/track?of=nobody");
        nobody["geometry"].ShouldBeNull();
        nobody["properties"]!["timestamps"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_reads_must_take_part()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        foreach (string path in new[] { "/api/traffic/heatmap", "/api/traffic/vehicles", "/api/traffic/track?of=bus", "/api/traffic/comparison" })
        {
            HttpResponseMessage refused = await traffic.GetAsync(path);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            JsonNode problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            problem["title"]!.GetValue<string>().ShouldBe("Who reads must take part");
            problem["detail"]!.GetValue<string>().ShouldContain("POST /api/traffic/positions");
        }
        (await traffic.GetAsync("/api/traffic/vehicles?vehicle=me")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await traffic.PostAsync("/api/traffic/positions", """{"vehicle":"me","latitude":1,"longitude":2}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await traffic.GetAsync("/api/traffic/vehicles?vehicle=me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await traffic.GetAsync("/api/traffic/vehicles", "X-Vicinity-Vehicle", "me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await traffic.GetAsync("/api/traffic/vehicles", "X-Vicinity-Vehicle", "you")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (string open in new[] { "quadrants", "summary", "history", "streets", "settings", "phone" })
            (await traffic.GetAsync("/api/traffic/" + open)).StatusCode.ShouldBe(HttpStatusCode.OK, open);
    }

    [Theory]
    [InlineData("/api/traffic/heatmap?bbox=1,2,3", "four numbers")]
    [InlineData("/api/traffic/heatmap?zoom=24", "zoom '24' is not a number between 0 and 23")]
    [InlineData("/api/traffic/heatmap?span=0", "span '0' is not a number between 1")]
    [InlineData("/api/traffic/track", "of must name a vehicle")]
    [InlineData("/api/traffic/track?of=bus&span=soon", "span 'soon' is not a number")]
    [InlineData("/api/traffic/vehicles?at=yesterday", "at 'yesterday' is not a number")]
    [InlineData("/api/traffic/vehicles?limit=0", "limit '0' is not a number between 1 and 100000")]
    [InlineData("/api/traffic/vehicles?limit=many", "limit 'many' is not a number")]
    [InlineData("/api/traffic/vehicles?format=xml", "format is neither geojson nor columns")]
    [InlineData("/api/traffic/comparison?bbox=0,91,1,92", "latitude 91")]
    public async Task A_question_that_makes_no_sense_is_answered_with_the_reason(string path, string says)
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        using HttpResponseMessage answer = await traffic.GetAsync(path, "Cookie", traffic.Cookie);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("\\u0027", "'").ShouldContain(says);
    }

    [Fact]
    public async Task Vehicles_are_read_page_by_page_in_the_order_of_their_names()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        string[] names = ["bus 1", "bus 10", "bus 2", "tram & co", "üst"];
        await traffic.ReportAsync([.. names.Reverse().Select(name => VehiclePosition.Create(name, North, West, Now - 1000))]);

        var pages = new List<string[]>();
        string? next = "/api/traffic/vehicles?limit=2&bbox=-124,49,-123,50";
        while (next is not null)
        {
            using HttpResponseMessage answer = await traffic.GetAsync(next, "Cookie", traffic.Cookie);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            JsonNode page = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            pages.Add([.. page["features"]!.AsArray().Select(f => f!["properties"]!["vehicle"]!.GetValue<string>())]);
            next = answer.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? links.Single().Split('<', '>')[1] : null;
        }

        pages.ShouldBe([["bus 1", "bus 10"], ["bus 2", "tram & co"], ["üst"]]);
    }

    [Fact]
    public async Task Vehicles_in_columns_say_the_same()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        long now = Now;
        await traffic.ReportAsync(VehiclePosition.Create("bus 1", North, West, now - 1000, 8.34, 271.5), VehiclePosition.Create("bus 2", 1, 2, now - 2000));

        JsonNode columns = await traffic.ReadAsync("/api/traffic/vehicles?format=columns&limit=10");

        columns.ToJsonString().ShouldBe(
            $$"""{"vehicle":["bus 1","bus 2"],"longitude":[-123.2467,2],"latitude":[49.2627,1],"speed":[8.34,null],"heading":[271.5,null],"timestamp":[{{now - 1000}},{{now - 2000}}]}""");
    }

    [Fact]
    public async Task Bad_positions_are_named_and_the_good_ones_taken()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        (HttpStatusCode status, JsonNode answer) = await traffic.PostAsync(
            "/api/traffic/positions",
            $$"""[{"vehicle":"a","latitude":91,"longitude":2},{"vehicle":"b","latitude":1,"longitude":2},7,{"vehicle":"c","latitude":1,"longitude":2,"timestamp":{{Now + 3_600_000}}}]""");
        status.ShouldBe(HttpStatusCode.OK);
        answer["accepted"]!.GetValue<int>().ShouldBe(1);
        answer["rejected"]!.AsArray().Select(r => $"{r!["index"]} {r["reason"]!.GetValue<string>()[..17]}").ShouldBe(
            ["0 latitude 91 is no", "2 a position is a J", "3 timestamp " + $"{Now + 3_600_000}"[..7]]);
    }

    [Fact]
    public async Task Text_that_is_none_is_named_and_the_good_positions_beside_it_taken()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        (HttpStatusCode status, JsonNode answer) = await traffic.PostAsync(
            "/api/traffic/positions",
            """[{"vehicle":"a","latitude":1,"longitude":2,"source":"\ud800"},{"vehicle":"b","latitude":1,"longitude":2},{"vehicle":"c","\ud800a":[{}],"latitude":1,"longitude":2}]""");
        status.ShouldBe(HttpStatusCode.OK);
        answer["accepted"]!.GetValue<int>().ShouldBe(1);
        answer["rejected"]!.AsArray().Select(r => $"{r!["index"]} {r["reason"]}").ShouldBe(["0 source is no valid text", "2 a member's name is no valid text"]);
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("{\"vehicle\":\"a\",\"latitude\":1,\"longitude\":2} {\"vehicle\":\"b\",\"latitude\":1,\"longitude\":2}", "more follows after the first JSON value, from byte 43 on")]
    [InlineData("{\"vehicle\":\"a\",\"latitude\":1,\"longitude\":2}\n xx", "more follows after the first JSON value")]
    [InlineData("[{\"vehicle\":\"a\",\"latitude\":1,\"longitude\":2}]]", "more follows after the first JSON value")]
    [InlineData("nonsense", "the body is no JSON")]
    [InlineData("[]", "the array holds no position")]
    [InlineData("[{\"vehicle\":\"a\"}]", "no position is sound; the first: latitude NaN")]
    [InlineData("[{\"vehicle\":\"a\",\"latitude\":1,\"longitude\":2}", "the body is no JSON")]
    public async Task A_body_of_which_nothing_can_be_read_is_refused(string body, string says)
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        (HttpStatusCode status, JsonNode problem) = await traffic.PostAsync("/api/traffic/positions", body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem["detail"]!.GetValue<string>().ShouldContain(says);
    }

    [Fact]
    public async Task While_the_log_is_away_the_last_state_is_served_and_said_to_be_delayed()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        await traffic.ReportAsync(VehiclePosition.Create("a", North, West, Now));
        await traffic.StopNodeAsync();
        JsonNode? summary = null;
        await traffic.UntilAsync(
            async () => (summary = await traffic.ReadAsync("/api/traffic/summary"))["delayed"]!.GetValue<bool>(), "the summary says that it is delayed");
        summary!["live"]!.GetValue<bool>().ShouldBeFalse();
        summary["delayedSeconds"]!.GetValue<double>().ShouldBeGreaterThan(2);
        (await traffic.ReadAsync("/api/traffic/vehicles"))["features"]!.AsArray().Count.ShouldBe(1);
    }
}
