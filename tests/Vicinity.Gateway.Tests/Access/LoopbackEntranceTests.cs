using System.Net;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Tests;

public sealed class LoopbackEntranceTests
{
    [Fact]
    public async Task The_page_on_this_machine_becomes_the_operators_by_the_second_listener()
    {
        await using RunningGateway gateway = await StartAsync();
        (int port, string ticket) = await OfferAsync(gateway);

        using HttpResponseMessage answer = await EnterAsync(gateway, port, ticket);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Origin(gateway)]);
        answer.Headers.GetValues("Access-Control-Allow-Credentials").ShouldBe(["true"]);
        (await gateway.IsOperatorAsync("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0])).ShouldBeTrue();
        string policy = (await gateway.GetAsync("/")).Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain($"connect-src 'self' data: blob: http://localhost:{port} http://127.0.0.1:{port}");
    }

    [Theory]
    [InlineData("Origin", "http://localhost:8000")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", null)]
    [InlineData("Host", "evil.example")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    public async Task The_second_listener_lets_nobody_else_in(string header, string? value)
    {
        await using RunningGateway gateway = await StartAsync();
        (int port, string ticket) = await OfferAsync(gateway);

        using HttpResponseMessage answer = await EnterAsync(gateway, port, ticket, header, value);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("guess")]
    [InlineData("0123456789012345678901234567890123456789")]
    public async Task Without_the_pages_ticket_nobody_is_let_in(string ticket)
    {
        await using RunningGateway gateway = await StartAsync();
        (int port, string right) = await OfferAsync(gateway);
        (await EnterAsync(gateway, port, ticket)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await EnterAsync(gateway, port, right + "x")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/api/access")]
    [InlineData("/metrics")]
    public async Task The_second_listener_serves_nothing_else(string path)
    {
        await using RunningGateway gateway = await StartAsync();
        (int port, _) = await OfferAsync(gateway);
        (await gateway.GetAsync($"http://127.0.0.1:{port}{path}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task A_request_that_was_forwarded_is_offered_nothing(string header, string value)
    {
        await using RunningGateway gateway = await StartAsync();
        (await OperatorAccessTests.AccessAsync(gateway, header, value))["loopback"].ShouldBeNull();
    }

    [Fact]
    public async Task It_is_refused_where_others_than_this_machine_may_come_by_loopback()
    {
        new GatewayOptions { LoopbackOperator = true }.Problems().ShouldBeEmpty();
        new GatewayOptions { LoopbackOperator = true, Http = "*:3300" }.Problems().ShouldHaveSingleItem().ShouldContain("not on loopback");
        new GatewayOptions { LoopbackOperator = true, Proxies = ["127.0.0.1"] }.Problems().ShouldHaveSingleItem().ShouldContain("Proxies");
        new GatewayOptions { LoopbackOperator = true, AllowedHosts = ["vicinity.example"] }.Problems().ShouldHaveSingleItem().ShouldContain("AllowedHosts");
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Host.LoopbackOperator.ShouldBeFalse();
    }

    private static Task<RunningGateway> StartAsync() => RunningGateway.StartAsync(o => o with { LoopbackOperator = true });

    private static string Origin(RunningGateway gateway) => $"http://127.0.0.1:{gateway.Host.Address.Port}";

    private static async Task<(int Port, string Ticket)> OfferAsync(RunningGateway gateway)
    {
        JsonNode offer = (await OperatorAccessTests.AccessAsync(gateway))["loopback"]!;
        int port = offer["port"]!.GetValue<int>();
        port.ShouldNotBe(gateway.Host.Address.Port);
        return (port, offer["ticket"]!.GetValue<string>());
    }

    /// <summary>What the page sends, with one header changed.</summary>
    private static Task<HttpResponseMessage> EnterAsync(RunningGateway gateway, int port, string ticket, string changed = "Origin", string? value = "")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = new StringContent(ticket) };
        if (changed != "Origin" || value is "") request.Headers.Add("Origin", Origin(gateway));
        if (value is { Length: > 0 }) request.Headers.TryAddWithoutValidation(changed, value);
        return gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
