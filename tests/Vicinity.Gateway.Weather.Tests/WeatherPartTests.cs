using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather.Tests;

/// <summary>The weather application over a real node and a real gateway.</summary>
public sealed class WeatherPartTests
{
    private static readonly long s_now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task Readings_that_are_sent_by_HTTP_are_in_the_log_when_they_are_acknowledged_and_shown()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);

        (await caller.SendAsync("POST", "/api/weather/readings", """{"sensor":"me","number":1,"kind":"air","temperature":25,"humidity":50,"place":"lab"}""")).ShouldBe(HttpStatusCode.OK, caller.Last);
        JsonNode.Parse(caller.Last)!["accepted"]!.GetValue<int>().ShouldBe(1);
        await SeenAsync(part, caller, 1);

        JsonNode shown = (await caller.GetAsync("/api/weather/readings")).AsArray().Single()!;
        (Text(shown["sensor"]), Text(shown["kind"]), Text(shown["place"]), Text(shown["health"])).ShouldBe(("me", "air", "lab", "live"));
        (shown["values"]!["temperature"]!.GetValue<double>(), shown["coefficient"]!.GetValue<double>()).ShouldBe((25, 0.86));
        JsonNode sensor = (await caller.GetAsync("/api/weather/sensors")).AsArray().Single()!;
        sensor["kinds"]!.AsArray().Select(Text).ShouldBe(["air"]);
        JsonNode history = (await caller.GetAsync("/api/history"))["series"]!.AsArray().Single(s => Text(s!["name"]) == "readings")!;
        history["buckets"]!.AsArray().Sum(b => b!["amount"]!.GetValue<long>()).ShouldBe(1);
    }

    [Fact]
    public async Task Of_an_array_the_sound_readings_are_stored_and_each_other_one_is_told_with_value_bound_and_reason()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);

        string body = $$"""
            [{"sensor":"a","number":1,"kind":"air","time":{{s_now}},"temperature":20,"humidity":40},
             {"sensor":"a","number":2,"kind":"air","time":{{s_now}},"temperature":61,"humidity":40},
             {"sensor":"a","number":3,"kind":"air","time":{{s_now + 3_600_000}},"temperature":20,"humidity":40},
             {"sensor":"a b","number":4,"kind":"air","time":{{s_now}},"temperature":20,"humidity":40},
             {"sensor":"a","number":5,"kind":"air","time":{{s_now}},"temperature":"warm","humidity":40},
             {"sensor":"a","number":6,"kind":"air","time":{{s_now}},"humidity":40},
             17,
             {"sensor":"b","number":1,"kind":"pollution","time":{{s_now}},"co2":400},
             {"sensor":"c","number":1,"kind":"wind","time":{{s_now}},"direction":90,"speed":3}]
            """;
        (await caller.SendAsync("POST", "/api/weather/readings", body)).ShouldBe(HttpStatusCode.OK, caller.Last);
        JsonNode answer = JsonNode.Parse(caller.Last)!;
        answer["accepted"]!.GetValue<int>().ShouldBe(3);
        JsonArray rejected = answer["rejected"]!.AsArray();
        rejected.Select(r => r!["index"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4, 5, 6]);
        Text(rejected[0]!["reason"]).ShouldContain("61");
        Text(rejected[0]!["reason"]).ShouldContain("60");
        Text(rejected[1]!["reason"]).ShouldContain("ahead");

        await SeenAsync(part, caller, 3);
        JsonArray shown = (await caller.GetAsync("/api/weather/readings")).AsArray();
        shown.Select(s => $"{Text(s!["sensor"])}/{Text(s["kind"])}").ShouldBe(["a/air", "b/pollution", "c/wind"]);
        (await caller.GetAsync("/api/weather/readings?kind=wind")).AsArray().Single()!["values"]!["speed"]!.GetValue<double>().ShouldBe(3);
    }

    [Fact]
    public async Task Readings_without_time_and_number_get_those_of_their_arrival()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        const string Reading = """{"sensor":"me","kind":"pollution","co2":450}""";
        (await caller.SendAsync("POST", "/api/weather/readings", $"[{Reading},{Reading}]")).ShouldBe(HttpStatusCode.OK, caller.Last);
        await SeenAsync(part, caller, 2);
        JsonNode shown = (await caller.GetAsync("/api/weather/readings")).AsArray().Single()!;
        shown["t"]!.GetValue<long>().ShouldBeInRange(s_now - 60_000, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        shown["number"]!.GetValue<long>().ShouldBeGreaterThan(s_now * 1000 - 60_000_000);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[]", "no reading")]
    [InlineData("{", "no JSON")]
    [InlineData("[1,2]", "object")]
    [InlineData("""{"sensor":"a","kind":"air","temperature":1,"humidity":1} {}""", "more follows")]
    [InlineData("""{"sensor":"a","kind":"snow","depth":1}""", "kind")]
    public async Task A_body_that_holds_no_reading_is_refused_with_the_reason(string body, string reason)
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: Part(node));
        var caller = new Caller(gateway);
        (await caller.SendAsync("POST", "/api/weather/readings", body)).ShouldBe(HttpStatusCode.BadRequest);
        caller.Last.ShouldContain(reason);
    }

    [Fact]
    public async Task An_address_that_sends_too_many_readings_is_told_when_to_come_again_and_nothing_of_them_is_stored()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node, o => o with { ReceivedPerSecond = 1 });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        string Many(string sensor) => $"[{string.Join(',', Enumerable.Range(0, 6_000).Select(i => $$"""{"sensor":"{{sensor}}","number":{{i}},"kind":"pollution","time":{{s_now}},"co2":400}"""))}]";
        (await caller.SendAsync("POST", "/api/weather/readings", Many("first"))).ShouldBe(HttpStatusCode.OK, caller.Last);
        using var content = new StringContent(Many("second"), System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await gateway.Client.PostAsync("/api/weather/readings", content, TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("ReceivedPerSecond");
        await SeenAsync(part, caller, 6_000);
        (await caller.GetAsync("/api/weather/sensors")).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Readings_become_windows_that_are_answered_page_by_page_exported_and_pushed_and_an_empty_one_says_so()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        await using LiveClient reader = await LiveClient.ConnectAsync(gateway.Host.Address, null, path: WeatherPart.HubPath);
        await reader.InvokeAsync("Watch", new { scope = "all", name = "" });
        (await reader.NextAsync("windows", push => push["full"]!.GetValue<bool>()))["windows"]!.AsArray().ShouldBeEmpty();
        (await reader.NextAsync("status", _ => true))["rules"]!["windowMs"]!.GetValue<int>().ShouldBe(1_000);

        // Five windows of which the second has no reading.
        long first = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1_000 * 1_000 - 10_000;
        long[] starts = [.. Enumerable.Range(0, 5).Select(i => first + 1_000L * i)];
        await SendAsync(caller, [.. starts.Where(s => s != starts[1]).SelectMany(s => new[] { Air("a", s + 100, 20, 40), Air("b", s + 900, 25, 50) })]);

        JsonNode pushed = await reader.NextAsync("windows", push => push["windows"]!.AsArray().Any(w => Text(w!["quantity"]) == "wellness"));
        pushed["full"]!.GetValue<bool>().ShouldBeFalse();
        await Eventually.UntilAsync(() => part.Windows.NextLook, async () => (await WellnessAsync(caller)).Select(w => w!["count"]!.GetValue<long>()).SequenceEqual([2, 0, 2, 2, 2]), "all windows are there");

        JsonArray windows = await WellnessAsync(caller);
        windows.Select(w => w!["start"]!.GetValue<long>()).ShouldBe(starts);
        (windows[0]!["mean"]!.GetValue<double>(), windows[0]!["deviation"]!.GetValue<double>()).ShouldBe((0.93, 0.07));
        windows[0]!["newest"]!.GetValue<long>().ShouldBe(first + 900);
        windows[1]!["mean"].ShouldBeNull();
        using HttpResponseMessage page = await gateway.GetAsync("/api/weather/windows?quantity=wellness&limit=2");
        string link = page.Headers.GetValues("Link").Single();
        string next = link[1..link.IndexOf('>', StringComparison.Ordinal)];
        (await caller.GetAsync(next)).AsArray().Select(w => w!["start"]!.GetValue<long>()).ShouldBe(starts[2..4]);
        (await caller.GetAsync($"/api/weather/windows?quantity=wellness&from={starts[1]}&to={starts[2]}")).AsArray().Count.ShouldBe(1);
        (await caller.GetAsync("/api/weather/windows?quantity=temperature&scope=sensor&name=b")).AsArray()[0]!["mean"]!.GetValue<double>().ShouldBe(25);
        (await caller.GetAsync("/api/weather/windows?quantity=wellness&scope=place&name=lab")).AsArray().Count.ShouldBeGreaterThan(0);

        (await caller.SendAsync("GET", "/api/weather/export?what=windows&quantity=wellness")).ShouldBe(HttpStatusCode.OK);
        string[] lines = caller.Last.TrimEnd().Split("\r\n");
        lines[0].ShouldBe("quantity,scope,name,start,end,revision,count,mean,deviation,minimum,maximum,newest");
        lines[1].ShouldBe($"wellness,all,,{first},{first + 1_000},{windows[0]!["revision"]},2,0.93,0.07,0.86,1,{first + 900}");
        lines[2].ShouldBe($"wellness,all,,{starts[1]},{starts[1] + 1_000},0,0,,,,,");
        (await caller.SendAsync("GET", "/api/weather/export?what=windows&format=jsonl&quantity=wellness")).ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(caller.Last.Split('\n')[0])!["mean"]!.GetValue<double>().ShouldBe(0.93);

        JsonNode status = await caller.GetAsync("/api/weather/status");
        // The records of one sensor may be read before those of the other, whose readings are late then.
        (status["fates"]!["inTime"]!.GetValue<long>() + status["fates"]!["late"]!.GetValue<long>()).ShouldBe(8);
        status["sent"]!["empty"]!.GetValue<long>().ShouldBeGreaterThan(0);
        status["partitions"]!.AsArray().Sum(p => p!["readings"]!.GetValue<long>()).ShouldBe(8);
        await Eventually.UntilAsync(
            () => part.Processor.NextLook,
            async () => (await caller.GetAsync("/api/weather/status"))["components"]!.AsArray().Any(c => Text(c!["role"]) == "server" && c["done"]!.GetValue<long>() == 8),
            "the server says what it has done");
    }

    [Fact]
    public async Task What_a_stranger_calls_a_place_stays_one_cell_and_no_formula_in_a_file_of_readings()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        const string Place = "=cmd, \"x\"";
        await SendAsync(caller, [$$"""{"sensor":"me","number":1,"kind":"wind","direction":90,"speed":3,"place":{{JsonValue.Create(Place).ToJsonString()}}}"""]);
        await SeenAsync(part, caller, 1);
        (await caller.SendAsync("GET", "/api/weather/export?what=readings")).ShouldBe(HttpStatusCode.OK);
        caller.Last.Split("\r\n")[1].ShouldStartWith("me,wind,\"'=cmd, \"\"x\"\"\",1,");
        (await caller.SendAsync("GET", "/api/weather/export?what=readings&format=jsonl")).ShouldBe(HttpStatusCode.OK);
        Text(JsonNode.Parse(caller.Last.Trim())!["place"]).ShouldBe(Place);
    }

    [Fact]
    public async Task A_late_reading_corrects_its_window_a_repeated_one_changes_nothing_and_both_are_counted()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node, o => o with { Partitions = 1 });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        long first = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1_000 * 1_000 - 10_000;
        string[] readings = [Air("a", first + 100, 20, 40), Air("a", first + 5_000, 20, 40)];
        await SendAsync(caller, readings);
        async Task<JsonNode?> WindowAsync() => (await caller.GetAsync($"/api/weather/windows?quantity=wellness&from={first}&to={first + 1}")).AsArray().SingleOrDefault();
        await Eventually.UntilAsync(() => part.Windows.NextLook, async () => await WindowAsync() is not null, "the window is closed");

        await SendAsync(caller, [Air("b", first + 200, 25, 50), .. readings]);
        await Eventually.UntilAsync(() => part.Windows.NextLook, async () => (await WindowAsync())!["revision"]!.GetValue<int>() == 1, "the window is sent again");

        JsonNode window = (await WindowAsync())!;
        (window["count"]!.GetValue<long>(), window["mean"]!.GetValue<double>()).ShouldBe((2, 0.93));
        await Eventually.UntilAsync(() => part.Windows.NextLook, async () => (await caller.GetAsync("/api/weather/status"))["fates"]!["duplicate"]!.GetValue<long>() == 2, "the repeated ones are counted");
        JsonNode status = await caller.GetAsync("/api/weather/status");
        (status["fates"]!["inTime"]!.GetValue<long>(), status["fates"]!["late"]!.GetValue<long>()).ShouldBe((2, 1));
        status["sent"]!["corrections"]!.GetValue<long>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_alarm_is_raised_and_cleared_by_windows()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node, o => o with { Alarms = "co2>1000:900" });
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        long first = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1_000 * 1_000 - 10_000;
        string Co2(long time, double co2) => $$"""{"sensor":"c","number":{{time}},"kind":"pollution","time":{{time}},"co2":{{co2}},"place":"lab"}""";
        await SendAsync(caller, [Co2(first, 1_200), Co2(first + 1_000, 950), Co2(first + 2_000, 800), Co2(first + 3_000, 1_300)]);
        await Eventually.UntilAsync(() => part.Windows.NextLook, async () => (await caller.GetAsync("/api/weather/alarms"))["events"]!.AsArray().Count == 6, "all three happened, in the place and over all");

        JsonNode alarms = await caller.GetAsync("/api/weather/alarms");
        alarms["events"]!.AsArray().Where(e => Text(e!["place"]) == "lab").Select(e => (e!["raised"]!.GetValue<bool>(), e["mean"]!.GetValue<double>())).ShouldBe([(true, 1_300), (false, 800), (true, 1_200)]);
        alarms["active"]!.AsArray().Select(e => Text(e!["place"])).Order().ShouldBe(["", "lab"]);
        (await caller.SendAsync("GET", "/api/weather/export?what=alarms")).ShouldBe(HttpStatusCode.OK);
        caller.Last.ShouldContain($"{first + 1_000},co2,lab,raised,1200,1000");
    }

    [Theory]
    [InlineData("/api/weather/readings?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/readings?limit=many", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/readings?kind=snow", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/sensors?health=dead", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?quantity=snow", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?quantity=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?scope=world", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?name=lab", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?from=2&to=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?from=soon", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?limit=10001", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/windows?after=there", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/export?what=secrets", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/export?what=windows&format=xml", HttpStatusCode.BadRequest)]
    [InlineData("/api/weather/export?what=readings", HttpStatusCode.OK)]
    [InlineData("/api/weather/export?what=alarms", HttpStatusCode.OK)]
    [InlineData("/api/weather/windows?scope=sensor&name=nobody", HttpStatusCode.OK)]
    [InlineData("/api/weather/alarms", HttpStatusCode.OK)]
    [InlineData("/api/weather/status", HttpStatusCode.OK)]
    public async Task What_cannot_be_answered_is_refused(string path, HttpStatusCode status)
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: Part(node));
        (await gateway.GetAsync(path)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Single_sensors_are_for_the_operator_where_the_setting_says_so_and_windows_for_everybody()
    {
        await using TestNode node = TestNode.StartNew();
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: Part(node, o => o with { PublicSensors = false }));
        foreach (string path in (string[])["/api/weather/readings", "/api/weather/sensors", "/api/weather/windows?scope=sensor", "/api/weather/export?what=readings", "/api/weather/export?what=windows&scope=sensor"])
        {
            (await gateway.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await gateway.GetAsync(path, "Authorization", $"Bearer {RunningGateway.Key}")).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
        foreach (string path in (string[])["/api/weather/windows", "/api/weather/windows?scope=place", "/api/weather/status", "/api/weather/alarms"])
            (await gateway.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        await using LiveClient reader = await LiveClient.ConnectAsync(gateway.Host.Address, null, path: WeatherPart.HubPath);
        await reader.InvokeAsync("Watch", new { scope = "all" });
        await reader.NextAsync("status", _ => true);
        await Should.ThrowAsync<Exception>(() => reader.InvokeAsync("Watch", new { scope = "sensor", name = "me" }));
    }

    [Fact]
    public async Task What_a_component_says_is_shown_and_what_keeps_it_from_its_work_is_told_to_the_operator_alone()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node, components: services => services.AddSingleton<IWeatherComponent>(new TroubledServer()));
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await caller.GetAsync("/api/weather/status"))["components"]!.AsArray().Any(c => Text(c!["transport"]) == "grpc"), "the report is there");

        JsonNode told = (await caller.GetAsync("/api/weather/status"))["components"]!.AsArray().Single(c => Text(c!["transport"]) == "grpc")!;
        (Text(told["role"]), Text(told["name"]), told["silent"]!.GetValue<bool>(), Text(told["problem"])).ShouldBe(("server", "s1", false, "127.0.0.1:6379 refuses"));
        JsonNode status = (await gateway.Client.GetFromJsonAsync<JsonNode>("/api/weather/status", TestContext.Current.CancellationToken))!;
        Text(status["components"]!.AsArray().Single(c => Text(c!["transport"]) == "grpc")!["problem"]).ShouldNotContain("6379");
        JsonNode grpc = status["transports"]!.AsArray().Single(t => Text(t!["name"]) == "grpc")!;
        (grpc["components"]!.GetValue<int>(), Text(grpc["guarantee"])).ShouldBe((1, TransportNote.All.Single(t => t.Name == "grpc").Guarantee));
    }

    [Fact]
    public async Task While_the_log_is_away_what_was_shown_stays_and_says_that_it_is_old()
    {
        await using TestNode node = TestNode.StartNew();
        WeatherPart part = Part(node);
        await using RunningGateway gateway = await RunningGateway.StartAsync(part: part);
        var caller = new Caller(gateway);
        await caller.SendAsync("POST", "/api/weather/readings", """{"sensor":"me","kind":"pollution","co2":450}""");
        await SeenAsync(part, caller, 1);
        await node.StopAsync();
        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => (await caller.GetAsync("/api/weather/status"))["delayed"]!.GetValue<bool>(), "it says so");
        (await caller.GetAsync("/api/weather/readings")).AsArray().Count.ShouldBe(1);
        (await gateway.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        node.Start();
        await Eventually.UntilAsync(() => part.Processor.NextLook, async () => !(await caller.GetAsync("/api/weather/status"))["delayed"]!.GetValue<bool>(), "it is live again");
    }

    private static WeatherPart Part(TestNode node, Func<WeatherOptions, WeatherOptions>? change = null, Action<IServiceCollection>? components = null)
    {
        var options = new WeatherOptions { BootstrapServers = node.Address, WindowMs = 1_000, LatenessMs = 200, IdleMs = 500, Partitions = 2 };
        return new WeatherPart(change?.Invoke(options) ?? options) { Components = components ?? (_ => { }) };
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static async Task<JsonArray> WellnessAsync(Caller caller) => (await caller.GetAsync("/api/weather/windows?quantity=wellness")).AsArray();

    private static string Air(string sensor, long time, double temperature, double humidity) =>
        $$"""{"sensor":"{{sensor}}","number":{{time}},"kind":"air","time":{{time}},"temperature":{{temperature}},"humidity":{{humidity}},"place":"lab"}""";

    private static async Task SendAsync(Caller caller, string[] readings)
    {
        (await caller.SendAsync("POST", "/api/weather/readings", $"[{string.Join(',', readings)}]")).ShouldBe(HttpStatusCode.OK, caller.Last);
        JsonNode.Parse(caller.Last)!["accepted"]!.GetValue<int>().ShouldBe(readings.Length);
    }

    private static Task SeenAsync(WeatherPart part, Caller caller, long readings) => Eventually.UntilAsync(
        () => part.Processor.NextLook, async () => (await caller.GetAsync("/api/weather/status"))["readings"]!.GetValue<long>() == readings, $"{readings} readings are seen");

    private sealed class TroubledServer : IWeatherComponent
    {
        public ComponentReport Report(long now) => new(ComponentRole.Server, "s1", "grpc", now, 17, 2, 1, "waits", new LatencySummary(1, 2, 3, 4), "127.0.0.1:6379 refuses");
    }
}
