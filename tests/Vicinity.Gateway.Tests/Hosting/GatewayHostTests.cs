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
