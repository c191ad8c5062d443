using System.Net;

namespace Vicinity.Gateway.Tests;

public sealed class OperatorAccessTests
{
    private const string Key = "a key of the operator";

    [Fact]
    public async Task The_page_makes_a_browser_of_this_machine_the_operators()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage page = await gateway.GetAsync("/");
        string cookie = page.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("vicinity-operator=");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        (await IsOperatorAsync(gateway, "Cookie", cookie.Split(';')[0])).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_the_page_a_program_of_this_machine_is_nobody_special()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        (await IsOperatorAsync(gateway)).ShouldBeFalse();
        (await IsOperatorAsync(gateway, "Cookie", "vicinity-operator=guess")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Host", "rebound.example:3300")]
    public async Task A_request_that_comes_through_a_proxy_or_under_a_foreign_name_gets_no_cookie(string header, string value)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage page = await gateway.GetAsync("/", header, value);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_key_in_the_address_gives_the_cookie_and_leaves_the_address()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { OperatorKey = Key });
        HttpResponseMessage answer = await gateway.GetAsync("/?key=" + Uri.EscapeDataString(Key), "X-Forwarded-For", "203.0.113.7");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe("/");
        (await IsOperatorAsync(gateway, "Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0])).ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_key_gives_the_page_and_no_cookie()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { OperatorKey = Key });
        HttpResponseMessage answer = await gateway.GetAsync("/?key=wrong", "X-Forwarded-For", "203.0.113.7");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_cookie_outlives_a_restart_with_the_same_key_and_not_one_with_another()
    {
        string cookie;
        await using (RunningGateway before = await RunningGateway.StartAsync(o => o with { OperatorKey = Key }))
            cookie = (await before.GetAsync("/")).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        cookie.ShouldNotContain(Key);
        await using (RunningGateway same = await RunningGateway.StartAsync(o => o with { OperatorKey = Key }))
            (await IsOperatorAsync(same, "Cookie", cookie)).ShouldBeTrue();
        await using RunningGateway other = await RunningGateway.StartAsync(o => o with { OperatorKey = Key + "!" });
        (await IsOperatorAsync(other, "Cookie", cookie)).ShouldBeFalse();
    }

    /// <summary>The status shows addresses to the operator alone.</summary>
    private static async Task<bool> IsOperatorAsync(RunningGateway gateway, params string[] headers)
    {
        string status = await (await gateway.GetAsync("/api/status", headers)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return !status.Contains("\"bootstrap\":null", StringComparison.Ordinal);
    }
}
