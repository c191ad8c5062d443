using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Tests;

/// <summary>A real reverse proxy on the same machine: whoever it speaks for must not be taken for the operator.</summary>
public sealed class NginxTests
{
    private const string Name = "vicinity.example";

    private const string Recommended = $"""
        proxy_http_version 1.1;
        proxy_set_header Host {Name};
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        """;

    [Fact]
    public async Task Behind_a_proxy_that_tells_nothing_nobody_becomes_the_operator_without_the_key()
    {
        Nginx.SkipWhereMissing();
        // The demo's rule is on, and the proxy sends Host 127.0.0.1 and no header: nothing but the second listener tells its visitors from people at this machine.
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { LoopbackOperator = true });
        await using Nginx nginx = await Nginx.BeforeAsync(gateway.Host.Address);

        using HttpResponseMessage page = await nginx.Client.GetAsync("/", TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Contains("Set-Cookie").ShouldBeFalse();
        JsonNode access = await AccessAsync(nginx);
        access["operator"]!.GetValue<bool>().ShouldBeFalse();

        // A visitor who forges what the page would send to the second listener reaches the first.
        string ticket = access["loopback"]!["ticket"]!.GetValue<string>();
        foreach (string path in (string[])["/", "/api/access"])
        {
            var forged = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(ticket) };
            forged.Headers.TryAddWithoutValidation("Origin", $"http://127.0.0.1:{gateway.Host.Address.Port}");
            forged.Headers.TryAddWithoutValidation("X-Vicinity-Token", ticket);
            forged.Headers.TryAddWithoutValidation("Authorization", $"Bearer {ticket}");
            using HttpResponseMessage answer = await nginx.Client.SendAsync(forged, TestContext.Current.CancellationToken);
            answer.IsSuccessStatusCode.ShouldBeFalse();
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Behind_any_proxy_the_key_makes_the_operator_and_stays_out_of_its_log()
    {
        Nginx.SkipWhereMissing();
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using Nginx nginx = await Nginx.BeforeAsync(gateway.Host.Address);

        string cookie = await BringKeyAsync(nginx);

        (await IsOperatorAsync(nginx, cookie)).ShouldBeTrue();
        (await IsOperatorAsync(nginx, "")).ShouldBeFalse();
        nginx.AccessLog().ShouldContain("POST /api/access");
        nginx.AccessLog().ShouldNotContain(RunningGateway.Key);
    }

    [Fact]
    public async Task Behind_the_proxy_of_the_manual_pages_of_its_name_may_change_things_and_others_may_not()
    {
        Nginx.SkipWhereMissing();
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { AllowedHosts = [Name], Proxies = ["127.0.0.1"] });
        await using Nginx nginx = await Nginx.BeforeAsync(gateway.Host.Address, Recommended);

        (await PostAsync(nginx, $"https://{Name}")).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(nginx, null)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(nginx, $"http://{Name}")).ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(nginx, "https://evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await BringKeyAsync(nginx)).ShouldContain("; secure");
    }

    [Fact]
    public async Task Without_the_proxys_name_in_the_settings_its_requests_are_refused_with_what_to_set()
    {
        Nginx.SkipWhereMissing();
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using Nginx nginx = await Nginx.BeforeAsync(gateway.Host.Address, Recommended);

        using HttpResponseMessage answer = await nginx.Client.GetAsync("/", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain(Name);
        text.ShouldContain("AllowedHosts");
    }

    [Fact]
    public async Task Behind_a_proxy_that_tells_nothing_changes_by_browsers_need_the_name_in_the_settings()
    {
        Nginx.SkipWhereMissing();
        await using RunningGateway without = await RunningGateway.StartAsync();
        await using Nginx before = await Nginx.BeforeAsync(without.Host.Address);
        (await PostAsync(before, $"https://{Name}")).ShouldBe(HttpStatusCode.Forbidden);
        await using RunningGateway with = await RunningGateway.StartAsync(o => o with { AllowedHosts = [Name] });
        await using Nginx after = await Nginx.BeforeAsync(with.Host.Address);
        (await PostAsync(after, $"https://{Name}")).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<JsonNode> AccessAsync(Nginx nginx) =>
        (await nginx.Client.GetFromJsonAsync<JsonNode>("/api/access", TestContext.Current.CancellationToken))!;

    private static async Task<string> BringKeyAsync(Nginx nginx)
    {
        using HttpResponseMessage answer = await nginx.Client.PostAsJsonAsync("/api/access", new { key = RunningGateway.Key }, TestContext.Current.CancellationToken);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single();
    }

    private static async Task<bool> IsOperatorAsync(Nginx nginx, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/access");
        request.Headers.TryAddWithoutValidation("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage answer = await nginx.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["operator"]!.GetValue<bool>();
    }

    private static async Task<HttpStatusCode> PostAsync(Nginx nginx, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/test/echo") { Content = JsonContent.Create(new { latitude = 1, longitude = 2 }) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        using HttpResponseMessage answer = await nginx.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
