using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Vicinity.Gateway.Tests;

public sealed class PageTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/echo")]
    [InlineData("/echo/")]
    [InlineData("/echo?at=1")]
    public async Task An_address_of_the_page_is_answered_with_the_page(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage answer = await gateway.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.CacheControl!.NoCache.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("<title>page</title>");
    }

    [Theory]
    [InlineData("/tides")]
    [InlineData("/echo/more")]
    [InlineData("/ECHO")]
    [InlineData("/wp-admin/")]
    public async Task An_address_that_no_application_has_is_not_found_and_the_page_says_so(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage answer = await gateway.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("<title>page</title>");
    }

    [Fact]
    public async Task An_asset_is_kept_by_browsers_for_ever_and_sent_compressed()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        HttpResponseMessage answer = await gateway.GetAsync("/assets/main-1a2b.js", "Accept-Encoding", "gzip");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
    }

    [Theory]
    [InlineData("/assets/gone-9z.js")]
    [InlineData("/favicon.ico")]
    [InlineData("/api/nothing")]
    [InlineData("/live/nothing")]
    [InlineData("/assets/..%2f..%2findex.html")]
    public async Task What_is_neither_a_file_nor_an_address_of_the_page_is_not_found(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        (await gateway.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        foreach (string path in (string[])["/", "/assets/main-1a2b.js", "/api/status", "/api/nothing", "/api/test/broken"])
        {
            HttpResponseMessage answer = await gateway.GetAsync(path);
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("script-src 'self';");
            policy.ShouldContain("worker-src 'self' blob:");
            policy.ShouldContain("style-src 'self' 'unsafe-inline'");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Without_a_built_page_the_answer_says_how_to_build_it()
    {
        DirectoryInfo empty = Directory.CreateTempSubdirectory("vicinity-empty-");
        await using RunningGateway gateway = await RunningGateway.StartAsync(o => o with { PageFolder = empty.FullName });
        HttpResponseMessage answer = await gateway.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("./vicinity");
        empty.Delete();
    }

    [Fact]
    public async Task A_post_to_an_address_that_no_application_has_is_not_found()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using HttpResponseMessage answer = await gateway.Client.PostAsJsonAsync("/traffic", new JsonObject(), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
