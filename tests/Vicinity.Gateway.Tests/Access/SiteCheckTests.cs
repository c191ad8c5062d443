using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway.Tests;

public sealed class SiteCheckTests
{
    private const string Chromium = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/main-1a2b.js")]
    [InlineData("/echo")]
    [InlineData("/api/access")]
    [InlineData("/api/status")]
    [InlineData("/api/test/get")]
    [InlineData("/api/nothing")]
    [InlineData("/live/test")]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task Nothing_is_answered_under_a_foreign_name(string path)
    {
        await using RunningGateway gateway = await StartAsync();
        foreach (string host in (string[])["evil.example", "evil.example:3300", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "203.0.113.7", "xn--fsq.example"])
        {
            HttpResponseMessage answer = await gateway.GetAsync(path, "Host", host);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, host);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("does not answer under that name");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:80")]
    [InlineData("localhost.:3300")]
    [InlineData("127.0.0.1:3300")]
    [InlineData("127.1.2.3")]
    [InlineData("[::1]:3300")]
    [InlineData("vicinity.example")]
    [InlineData("VICINITY.example:8443")]
    [InlineData("a.b.wild.example")]
    public async Task Names_of_loopback_and_of_the_settings_are_answered(string host)
    {
        await using RunningGateway gateway = await StartAsync(o => o with { AllowedHosts = ["vicinity.example", "*.wild.example"] });
        (await gateway.GetAsync("/healthz", "Host", host)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/healthz", "Host", "wild.example")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.GetAsync("/healthz", "Host", "notwild.example")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_address_that_was_connected_to_is_answered()
    {
        await using RunningGateway gateway = await StartAsync(o => o with { Http = "*:0" });
        string answer = await SendRawAsync(gateway, "127.0.0.2", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.2\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 200");
        var hosts = new AllowedHosts([]);
        hosts.Allows(new HostString("192.168.1.5:3300"), IPAddress.Parse("::ffff:192.168.1.5")).ShouldBeTrue();
        hosts.Allows(new HostString("192.168.1.6:3300"), IPAddress.Parse("::ffff:192.168.1.5")).ShouldBeFalse();
        hosts.Allows(new HostString("[fe80::5]:3300"), IPAddress.Parse("fe80::5")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_health_check_that_names_no_host_is_answered()
    {
        await using RunningGateway gateway = await StartAsync();
        (await SendRawAsync(gateway, "127.0.0.1", "GET /healthz HTTP/1.0\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("http://vicinity.example")]
    [InlineData("vicinity example")]
    [InlineData("")]
    [InlineData("*")]
    public void A_name_of_the_settings_that_is_none_is_refused(string name) =>
        new GatewayOptions { AllowedHosts = [name] }.Problems().ShouldHaveSingleItem().ShouldContain($"'{name}'");

    [Theory]
    [InlineData("http://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("http://localhost", null)]
    [InlineData("http://localhost:1", null)]
    [InlineData("ftp://localhost", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData("own", "cross-site")]
    public async Task A_change_that_a_foreign_page_asks_for_is_refused(string? origin, string? site)
    {
        await using RunningGateway gateway = await StartAsync();
        (await PostAsync(gateway, "/api/test/echo", Headers(gateway, origin, site))).ShouldBe(HttpStatusCode.Forbidden);
        // The key in a foreign page's request does not help either.
        (await PostAsync(gateway, "/api/access", Headers(gateway, origin, site))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("own", null)]
    [InlineData("own", "same-origin")]
    [InlineData(null, "none")]
    public async Task A_change_that_our_page_or_a_program_asks_for_goes_on(string? origin, string? site)
    {
        await using RunningGateway gateway = await StartAsync();
        (await PostAsync(gateway, "/api/test/echo", Headers(gateway, origin, site))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("own", "same-origin", HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.OK)]
    public async Task A_live_hub_opens_for_our_page_and_for_programs_alone(string? origin, string? site, HttpStatusCode expected)
    {
        await using RunningGateway gateway = await StartAsync();
        string[] headers = Headers(gateway, origin, site);
        (await PostAsync(gateway, "/live/test/negotiate?negotiateVersion=1", headers)).ShouldBe(expected);

        using var socket = new ClientWebSocket();
        for (int i = 0; i < headers.Length; i += 2) socket.Options.SetRequestHeader(headers[i], headers[i + 1]);
        var address = new Uri($"ws://localhost:{gateway.Host.Address.Port}/live/test");
        if (expected == HttpStatusCode.OK) await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        else await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(address, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "User-Agent", "okhttp/4.12.0")]
    [InlineData(HttpStatusCode.OK, "User-Agent", Chromium, "Sec-Fetch-Site", "none")]
    [InlineData(HttpStatusCode.OK, "User-Agent", Chromium, "Sec-Fetch-Site", "same-origin")]
    [InlineData(HttpStatusCode.Forbidden, "User-Agent", Chromium, "Sec-Fetch-Site", "cross-site")]
    [InlineData(HttpStatusCode.Forbidden, "User-Agent", Chromium, "Sec-Fetch-Site", "same-site")]
    [InlineData(HttpStatusCode.Forbidden, "User-Agent", Chromium, "Referer", "http://evil.example/")]
    [InlineData(HttpStatusCode.Forbidden, "User-Agent", Chromium)]
    [InlineData(HttpStatusCode.Forbidden, "Origin", "http://evil.example")]
    public async Task A_get_that_stores_is_not_to_be_had_by_a_picture_of_a_foreign_page(HttpStatusCode expected, params string[] headers)
    {
        await using RunningGateway gateway = await StartAsync();
        (await gateway.GetAsync("/api/test/storing", headers)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_page_that_only_reads_is_opened_from_anywhere()
    {
        await using RunningGateway gateway = await StartAsync();
        (await gateway.GetAsync("/", "Sec-Fetch-Site", "cross-site", "User-Agent", Chromium, "Referer", "http://other.example/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<RunningGateway> StartAsync(Func<GatewayOptions, GatewayOptions>? change = null) => RunningGateway.StartAsync(change, part: new StoringPart());

    private static string[] Headers(RunningGateway gateway, string? origin, string? site) =>
    [
        .. origin is null ? (string[])[] : ["Origin", origin == "own" ? $"http://localhost:{gateway.Host.Address.Port}" : origin],
        .. site is null ? (string[])[] : ["Sec-Fetch-Site", site],
    ];

    private static async Task<HttpStatusCode> PostAsync(RunningGateway gateway, string path, string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { key = RunningGateway.Key, latitude = 1, longitude = 2 }) };
        for (int i = 0; i < headers.Length; i += 2) request.Headers.TryAddWithoutValidation(headers[i], headers[i + 1]);
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<string> SendRawAsync(RunningGateway gateway, string address, string request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(address), gateway.Host.Address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private sealed class StoringPart : IGatewayPart
    {
        public string Name => "storing";

        public void AddServices(IServiceCollection services)
        {
        }

        public void Map(IEndpointRouteBuilder endpoints)
        {
            endpoints.MapGet("/api/test/get", () => TypedResults.Ok());
            endpoints.MapGet("/api/test/storing", () => TypedResults.Ok()).WithMetadata(ChangesOnGet.Mark);
            endpoints.MapHub<Hub>("/live/test");
        }
    }
}
