using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Tests;

public sealed class OperatorAccessTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/echo")]
    [InlineData("/?key=" + RunningGateway.Key)]
    public async Task The_page_makes_nobody_the_operator(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage page = await gateway.GetAsync(path);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_from_this_machine_is_nobody_special()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        (await gateway.IsOperatorAsync()).ShouldBeFalse();
        (await gateway.IsOperatorAsync("Authorization", "Bearer guess")).ShouldBeFalse();
        (await gateway.IsOperatorAsync("Authorization", $"Basic {RunningGateway.Key}")).ShouldBeFalse();
        (await gateway.IsOperatorAsync("Cookie", (await gateway.OperatorCookieAsync()).Split('=')[0] + "=guess")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_that_brings_the_key_is_the_operator()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        (await gateway.IsOperatorAsync("Authorization", $"Bearer {RunningGateway.Key}")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_browser_that_brings_the_key_once_gets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using HttpResponseMessage answer = await BringAsync(gateway, RunningGateway.Key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        string cookie = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("max-age=");
        cookie.ShouldNotContain(RunningGateway.Key);
        (await gateway.IsOperatorAsync("Cookie", cookie.Split(';')[0])).ShouldBeTrue();
    }

    [Theory]
    [InlineData("wrong, but as long as it should be")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_wrong_key_is_refused_without_a_cookie(string? key)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using HttpResponseMessage answer = await BringAsync(gateway, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_not_the_operator_gets_no_token()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        JsonNode stranger = await AccessAsync(gateway);
        stranger["operator"]!.GetValue<bool>().ShouldBeFalse();
        stranger["token"].ShouldBeNull();
        stranger["loopback"].ShouldBeNull();
        JsonNode known = await AccessAsync(gateway, "Cookie", await gateway.OperatorCookieAsync());
        known["operator"]!.GetValue<bool>().ShouldBeTrue();
        known["token"]!.GetValue<string>().Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task The_cookie_outlives_a_restart_with_the_same_key_and_not_one_with_another()
    {
        string cookie;
        await using (RunningGateway before = await RunningGateway.StartAsync()) cookie = await before.OperatorCookieAsync();
        await using (RunningGateway same = await RunningGateway.StartAsync()) (await same.IsOperatorAsync("Cookie", cookie)).ShouldBeTrue();
        await using RunningGateway other = await RunningGateway.StartAsync(o => o with { OperatorKey = RunningGateway.Key + "!" });
        (await other.IsOperatorAsync("Cookie", cookie)).ShouldBeFalse();
    }

    [Fact]
    public void Gateways_with_keys_of_their_own_use_cookies_of_their_own_since_cookies_know_no_ports() =>
        new OperatorAccess("the key of the first").CookieName.ShouldNotBe(new OperatorAccess("the key of the second").CookieName);

    [Fact]
    public async Task The_cookie_of_a_key_that_goes_with_the_process_goes_with_the_browsers_session()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { OperatorKey = null });
        using HttpResponseMessage answer = await BringAsync(gateway, gateway.Host.OperatorKey);
        answer.Headers.GetValues("Set-Cookie").Single().ShouldNotContain("max-age");
    }

    [Fact]
    public async Task The_operators_link_keeps_the_key_behind_the_hash()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { OperatorKey = "0123456789abcdef" });
        gateway.Host.OperatorLink("cluster").ShouldBe($"{gateway.Host.Address}cluster#key=0123456789abcdef");
    }

    internal static async Task<JsonNode> AccessAsync(RunningGateway gateway, params string[] headers)
    {
        using HttpResponseMessage answer = await gateway.GetAsync("/api/access", headers);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private static Task<HttpResponseMessage> BringAsync(RunningGateway gateway, string? key) =>
        gateway.Client.PostAsJsonAsync("/api/access", new { key }, TestContext.Current.CancellationToken);
}
