using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Gateway.Tests;

public sealed class GatewayHostTests
{
    [Fact]
    public async Task An_address_that_is_taken_is_named_with_a_way_out()
    {
        await using RunningGateway first = await RunningGateway.StartAsync();
        GatewayOptions options = new() { Http = $"127.0.0.1:{first.Host.Address.Port}" };
        GatewayException error = await Should.ThrowAsync<GatewayException>(
            () => GatewayHost.StartAsync(options, EngineStatus.Unknown, [], NullLoggerFactory.Instance, TestContext.Current.CancellationToken));
        error.Message.ShouldContain(options.Http);
        error.Message.ShouldContain("--http");
    }

    [Fact]
    public async Task Wrong_settings_are_refused_before_anything_is_opened()
    {
        GatewayOptions options = new() { Http = "nonsense", MaxRequestBytes = 1, OperatorKey = "short" };
        GatewayException error = await Should.ThrowAsync<GatewayException>(
            () => GatewayHost.StartAsync(options, EngineStatus.Unknown, [], NullLoggerFactory.Instance, TestContext.Current.CancellationToken));
        error.Message.ShouldContain("'nonsense'");
        error.Message.ShouldContain("MaxRequestBytes is 1");
        error.Message.ShouldContain("OperatorKey has 5 characters");
    }

    [Fact]
    public async Task An_error_of_the_program_is_a_problem_that_shows_nothing_of_its_inside()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage answer = await gateway.GetAsync("/api/test/broken");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await TextAsync(answer)).ShouldNotContain("inside");
    }

    [Theory]
    [InlineData("{\"latitude\": \"north\"}")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_body_that_cannot_be_read_is_a_problem_that_says_why(string body)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        HttpResponseMessage answer = await gateway.Client.PostAsync("/api/test/echo", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode problem = JsonNode.Parse(await TextAsync(answer))!;
        problem["title"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["detail"]!.GetValue<string>().ShouldContain("JSON");
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_as_too_large()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { MaxRequestBytes = 2048 });
        using var content = new StringContent($"{{\"latitude\":1,\"longitude\":2,\"more\":\"{new string('x', 4000)}\"}}", Encoding.UTF8, "application/json");
        HttpResponseMessage answer = await gateway.Client.PostAsync("/api/test/echo", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_unknown_address_of_the_api_is_a_problem_that_leads_to_the_description()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage answer = await gateway.GetAsync("/api/nothing");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await TextAsync(answer)).ShouldContain("/openapi/v1.json");
    }

    [Theory]
    [InlineData("POST", "/healthz", "GET, HEAD")]
    [InlineData("DELETE", "/api/access", "GET, HEAD, POST")]
    [InlineData("GET", "/api/test/echo", "POST")]
    [InlineData("HEAD", "/api/test/echo", "POST")]
    [InlineData("HEAD", "/api/test/report", "GET")]
    [InlineData("PUT", "/api/test/report", "GET")]
    [InlineData("POST", "/", "GET, HEAD")]
    [InlineData("PUT", "/echo", "GET, HEAD")]
    public async Task A_method_that_is_not_taken_is_answered_with_those_that_are(string method, string path, string allow)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", answer.Content.Headers.Allow).ShouldBe(allow);
        if (method != "HEAD") JsonNode.Parse(await TextAsync(answer))!["detail"]!.GetValue<string>().ShouldBe($"{method} is not taken at {path}, only {allow}.");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_content_type_that_is_not_taken_is_answered_with_the_one_that_is(string type)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using var content = new StringContent("{}", Encoding.UTF8, type);
        using HttpResponseMessage answer = await gateway.Client.PostAsync("/api/test/echo", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        JsonNode.Parse(await TextAsync(answer))!["detail"]!.GetValue<string>().ShouldContain($"'{type}; charset=utf-8' is not taken at /api/test/echo. Send application/json.");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/echo")]
    [InlineData("/no-such-page")]
    [InlineData("/assets/main-1a2b.js")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/api/status")]
    [InlineData("/api/access")]
    [InlineData("/api/nothing")]
    [InlineData("/api/test/numbers")]
    [InlineData("/openapi/v1.json")]
    public async Task HEAD_is_answered_like_GET_without_the_body(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using HttpResponseMessage got = await gateway.GetAsync(path);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        string answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        answer.ShouldStartWith($"HTTP/1.1 {(int)got.StatusCode} ");
        answer.ShouldContain($"Content-Type: {got.Content.Headers.ContentType!.MediaType}");
        answer.IndexOf("\r\n\r\n", StringComparison.Ordinal).ShouldBe(answer.Length - 4, "nothing follows the headers");
    }

    [Fact]
    public async Task The_description_names_the_endpoints()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        JsonNode description = (await gateway.Client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", TestContext.Current.CancellationToken))!;
        description["info"]!["title"]!.GetValue<string>().ShouldBe("Vicinity");
        JsonObject paths = description["paths"]!.AsObject();
        foreach (string path in (string[])["/healthz", "/readyz", "/metrics", "/api/status", "/api/test/echo"]) paths.ContainsKey(path).ShouldBeTrue(path);
    }

    [Fact]
    public async Task Random_bytes_on_the_port_do_not_disturb_other_requests()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        var random = new Random(20);
        for (int i = 0; i < 20; i++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port, TestContext.Current.CancellationToken);
            byte[] noise = new byte[random.Next(1, 20_000)];
            random.NextBytes(noise);
            await socket.SendAsync(noise, TestContext.Current.CancellationToken);
            (await gateway.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task The_gateway_stops_with_a_request_open()
    {
        RunningGateway gateway = await RunningGateway.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Host.Address.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await gateway.Host.StopAsync(TestContext.Current.CancellationToken);
        await gateway.DisposeAsync();
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
