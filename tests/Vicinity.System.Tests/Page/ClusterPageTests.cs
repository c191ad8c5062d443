using System.Diagnostics;
using System.Globalization;

namespace Vicinity.System.Tests;

/// <summary>
/// The cluster's page as a person meets it: a demo of real processes, whose leaders are killed and paused by the page itself. The browser's side is
/// web/browser/cluster.mjs.
/// </summary>
public sealed class ClusterPageTests
{
    private const int Nodes = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // From the click to the picture: the kill, the election, a round of questions, the push. On a machine under tests, with room.
    private const int MostMs = 2000;

    [Fact(Timeout = 300_000)]
    public async Task A_leader_is_killed_by_a_click_and_the_election_is_shown_within_moments()
    {
        BrowserScript.SkipWhereMissing();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string http = $"127.0.0.1:{FreePort.Next()}";
        using VicinityProcess demo = VicinityProcess.Start("cluster", "demo", "--nodes", $"{Nodes}", "--replicas", $"{Nodes}", "--http", http);
        await demo.WaitForOutputAsync("A cluster runs", s_patience, cancel);
        using Process script = BrowserScript.Start("cluster.mjs", "--url", $"http://{http}", "--nodes", $"{Nodes}");
        Task<string> errors = script.StandardError.ReadToEndAsync(cancel);

        string[] seen = (await script.StandardOutput.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await script.WaitForExitAsync(cancel);

        script.ExitCode.ShouldBe(0, $"{string.Join(Environment.NewLine, seen)}{Environment.NewLine}{await errors}{Environment.NewLine}{demo.Output}");
        seen.Where(l => l.StartsWith("ok ", StringComparison.Ordinal)).ShouldBe([
            "ok nodes and leaders are shown",
            "ok a killed leader is followed by another",
            "ok the election is told in words",
            "ok a node that was started again catches up",
            "ok a paused leader is followed by another",
            "ok a node that was resumed is back",
            "ok without errors",
        ]);
        string shown = seen.Single(l => l.EndsWith("ms after the click", StringComparison.Ordinal));
        int.Parse(shown.Split(' ')[2], CultureInfo.InvariantCulture).ShouldBeLessThan(MostMs, shown);
    }
}
