using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Vicinity.Gateway.Traffic.Tests;

public sealed class PhoneTests
{
    private static long Seconds => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task OsmAnd_reports_by_query_and_form_and_JSON()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        (await traffic.GetAsync($"/api/traffic/osmand?id=query&lat=49.26&lon=-123.25&timestamp={Seconds}&speed=10&bearing=90&battery=50")).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await traffic.PostAsync("/api/traffic/osmand", "deviceid=form&location=49.27,-123.26&heading=45", "application/x-www-form-urlencoded")).Status
            .ShouldBe(HttpStatusCode.OK);
        string json = """{"device_id":"json","location":{"timestamp":"TIME","coords":{"latitude":49.28,"longitude":-123.27,"speed":5.5,"heading":-1}}}"""
            .Replace("TIME", $"{DateTimeOffset.UtcNow:O}");
        (await traffic.PostAsync("/api/traffic/osmand", json)).Status.ShouldBe(HttpStatusCode.OK);

        Dictionary<string, JsonNode> seen = [];
        await traffic.UntilAsync(async () => (seen = await VehiclesAsync(traffic)).Count == 3, "three phones are seen");
        seen["query"]["speed"]!.GetValue<double>().ShouldBe(5.144, 0.001);
        seen["query"]["heading"]!.GetValue<double>().ShouldBe(90);
        seen["query"]["source"]!.GetValue<string>().ShouldBe("phone");
        seen["form"]["speed"].ShouldBeNull();
        seen["form"]["heading"]!.GetValue<double>().ShouldBe(45);
        seen["json"]["speed"]!.GetValue<double>().ShouldBe(5.5);
        seen["json"]["heading"].ShouldBeNull();

        // A report without a place is of the last one known.
        (await traffic.GetAsync("/api/traffic/osmand?id=query")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await traffic.GetAsync("/api/traffic/osmand?id=unknown")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await traffic.GetAsync("/api/traffic/osmand?lat=1&lon=2")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await traffic.GetAsync("/api/traffic/osmand?id=a&lat=1&lon=2&valid=0")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await traffic.PostAsync("/api/traffic/osmand", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("multipart/form-data", "id=a")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=id\r\n\r\na")]
    [InlineData("multipart/form-data; boundary=x", "nothing of the kind")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno header\r\n\r\na\r\n--x--\r\n")]
    [InlineData("multipart/form-data; boundary=\"\"", "--\r\n\r\n")]
    [InlineData("application/x-www-form-urlencoded", null)]
    public async Task A_form_that_cannot_be_read_is_refused_with_the_reason(string type, string? body)
    {
        var log = new LogLines();
        await using RunningTraffic traffic = await RunningTraffic.StartAsync(loggers: log);
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body ?? string.Join('&', Enumerable.Range(0, 1025).Select(i => $"f{i}=1"))));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using HttpResponseMessage answer = await traffic.Client.PostAsync("/api/traffic/osmand", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["detail"]!.GetValue<string>().ShouldContain("form cannot be read");
        log.Above(LogLevel.Warning).ShouldBeEmpty();
    }

    [Fact]
    public async Task HEAD_stores_no_report()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/traffic/osmand?id=a&lat=1&lon=2");
        using HttpResponseMessage answer = await traffic.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.ShouldBe(["GET", "POST"]);
        (await traffic.ReadAsync("/api/traffic/summary"))["sources"]!.AsArray().Sum(s => s!["events"]!.GetValue<int>()).ShouldBe(0);
    }

    [Fact]
    public async Task A_report_that_another_sites_page_sends_is_refused()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        const string Report = "/api/traffic/osmand?id=a&lat=1&lon=2";
        (await traffic.GetAsync(Report, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "image", "User-Agent", "Mozilla/5.0")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await traffic.GetAsync(Report, "User-Agent", "Mozilla/5.0")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (string path in (string[])[Report, "/api/traffic/owntracks", "/api/traffic/positions"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("""{"vehicle":"a","latitude":1,"longitude":2}""") };
            request.Headers.Add("Origin", "http://evil.example");
            using HttpResponseMessage answer = await traffic.Client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await VehiclesAsync(traffic)).ShouldBeEmpty();
        (await traffic.GetAsync(Report, "User-Agent", "Dalvik/2.1.0 (Linux; U; Android 15)")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OwnTracks_reports_locations_and_everything_else_is_answered()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        string location = $$"""{"_type":"location","topic":"owntracks/jo/phone","tid":"jp","lat":49.26,"lon":-123.25,"tst":{{Seconds}},"vel":36,"cog":180,"acc":5}""";
        (HttpStatusCode status, JsonNode answer) = await traffic.PostAsync("/api/traffic/owntracks", location);
        status.ShouldBe(HttpStatusCode.OK);
        answer.ToJsonString().ShouldBe("[]");
        (await traffic.PostAsync("/api/traffic/owntracks?u=al&d=tab", $$"""{"_type":"location","lat":49.27,"lon":-123.25,"tst":{{Seconds}}}""")).Status
            .ShouldBe(HttpStatusCode.OK);
        (await traffic.PostAsync("/api/traffic/owntracks", """{"_type":"lwt","tst":1}""")).Body.ToJsonString().ShouldBe("[]");
        (await traffic.PostAsync("/api/traffic/owntracks", "")).Body.ToJsonString().ShouldBe("[]");
        (await traffic.PostAsync("/api/traffic/owntracks", """{"_type":"location","lat":1,"lon":2}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await traffic.PostAsync("/api/traffic/owntracks", "nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);

        Dictionary<string, JsonNode> seen = [];
        await traffic.UntilAsync(async () => (seen = await VehiclesAsync(traffic)).Count == 2, "two phones are seen");
        seen["jo/phone"]["speed"]!.GetValue<double>().ShouldBe(10);
        seen["jo/phone"]["heading"]!.GetValue<double>().ShouldBe(180);
        seen.Keys.ShouldContain("al/tab");
    }

    [Fact]
    public async Task Reports_without_a_fix_and_encrypted_ones_are_answered_counted_and_not_stored()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        foreach (string body in new[]
        {
            $$"""{"_type":"location","tid":"jp","tst":{{Seconds}}}""",
            $$"""{"_type":"location","tid":"jp","lat":0,"lon":0,"tst":{{Seconds}}}""",
            """{"_type":"encrypted","data":"c2VjcmV0"}""",
            """{"_type":"encrypted","data":"c2VjcmV0"}""",
        })
        {
            (HttpStatusCode status, JsonNode answer) = await traffic.PostAsync("/api/traffic/owntracks", body);
            (status, answer.ToJsonString()).ShouldBe((HttpStatusCode.OK, "[]"));
        }
        foreach (string valid in new[] { "False", "no", "0" })
            (await traffic.GetAsync($"/api/traffic/osmand?id=a&lat=52.5&lon=13.4&valid={valid}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await traffic.GetAsync("/api/traffic/osmand?id=a&lat=0&lon=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode phones = (await traffic.ReadAsync("/api/traffic/summary"))["sources"]!.AsArray().Single(s => s!["name"]!.GetValue<string>() == "phones")!;
        (phones["events"]!.GetValue<long>(), phones["badRows"]!.GetValue<long>()).ShouldBe((0, 8));
    }

    [Fact]
    public async Task The_setup_names_addresses_and_draws_one()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        JsonNode setup = await traffic.ReadAsync("/api/traffic/phone");
        string address = setup["osmandUrl"]!.GetValue<string>();
        address.ShouldBe($"{traffic.Client.BaseAddress}api/traffic/osmand");
        setup["owntracksUrl"]!.GetValue<string>().ShouldBe($"{traffic.Client.BaseAddress}api/traffic/owntracks");
    }

    [Fact]
    public async Task A_host_name_longer_than_names_are_is_refused_in_place_of_drawn()
    {
        await using RunningTraffic traffic = await RunningTraffic.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, traffic.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        // By hand, since an HTTP client may have a bound of its own.
        string request = $"GET /api/traffic/phone HTTP/1.1\r\nHost: localhost{new string('.', 5000)}\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        string answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("5035 characters is longer than the 300");
    }

    private static async Task<Dictionary<string, JsonNode>> VehiclesAsync(RunningTraffic traffic) =>
        (await traffic.ReadAsync("/api/traffic/vehicles"))["features"]!.AsArray().Select(f => f!["properties"]!)
            .ToDictionary(p => p["vehicle"]!.GetValue<string>());
}
