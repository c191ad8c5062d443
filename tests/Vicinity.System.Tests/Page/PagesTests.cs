namespace Vicinity.System.Tests;

/// <summary>All pages as people with other windows, other eyes and other hands meet them. The browser's side is web/browser/pages.mjs.</summary>
public sealed class PagesTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 900_000)]
    public async Task Every_page_fits_every_width_in_both_themes_and_axe_finds_nothing_serious()
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        string http = $"127.0.0.1:{FreePort.Next()}";
        using VicinityProcess server = VicinityProcess.Start("up", "--http", http, "--listen", "127.0.0.1:0", "--data", data.Path);
        await server.WaitForOutputAsync("Vicinity runs", s_patience, cancel);

        string[] seen = await BrowserScript.RunAsync("pages.mjs", cancel, "--url", $"http://{http}");

        seen.ShouldBe(["ok overview", "ok traffic", "ok cluster", "ok not-found"]);
    }
}
