namespace Vicinity.System.Tests;

/// <summary>
/// All pages as people with other windows, other eyes and other hands meet them. The browser's side is web/browser/pages.mjs, which looks, and
/// web/browser/use.mjs, which does what a person does.
/// </summary>
public sealed class PagesTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact(Timeout = 900_000)]
    public async Task Every_page_fits_every_width_in_both_themes_and_axe_finds_nothing_serious()
    {
        string[] seen = await RunAsync("pages.mjs");

        seen.ShouldBe(["ok overview", "ok traffic", "ok contacts", "ok weather", "ok cluster", "ok not-found"]);
    }

    [Fact(Timeout = 600_000)]
    public async Task The_page_is_used_by_keyboard_alone_and_shows_one_moment_that_its_address_tells()
    {
        string[] seen = await RunAsync("use.mjs");

        seen.ShouldBe([
            "ok pages are links, with a skip link, a menu on a narrow screen, and one for addresses that are none",
            "ok single keys work after a click, not while typing, and can be turned off",
            "ok vehicles are found, sorted and followed by the keyboard, with their way over a chosen span",
            "ok figures, labels and vehicles are those of the moment that is shown",
            "ok other pages show the same moment, or say that it is the present",
            "ok a link shows the same place, moment and layers",
            "ok without errors",
        ]);
    }

    private static async Task<string[]> RunAsync(string script)
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        string http = $"127.0.0.1:{FreePort.Next()}";
        using VicinityProcess server = VicinityProcess.Start("up", "--http", http, "--listen", "127.0.0.1:0", "--data", data.Path);
        await server.WaitForOutputAsync("Vicinity runs", s_patience, cancel);
        return await BrowserScript.RunAsync(script, cancel, "--url", $"http://{http}");
    }
}
