using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>The benchmark of the contacts application, in its quick form: that it measures, not how fast anything is.</summary>
public sealed class ContactsBenchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact(Timeout = 240_000)]
    public async Task The_quick_measurement_has_all_figures_and_all_reports_are_stored_in_both_forms()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using VicinityProcess bench = VicinityProcess.Start("bench", "contacts", "--quick", "--json");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        while (!bench.HasExited) await Task.Delay(100, patience.Token);
        string said = bench.Output;
        bench.ExitCode.ShouldBe(0, said);

        JsonNode figures = JsonNode.Parse(said)!;
        figures["pairs"]!.AsArray().Select(p => p!["points"]!.GetValue<int>()).ShouldBe([100, 1_000, 10_000, 100, 1_000, 10_000]);
        figures["pairs"]!.AsArray().ShouldAllBe(p => p!["peersAgree"]!.GetValue<bool>());
        figures["steps"]!.AsArray().ShouldAllBe(s => s!["ms"]!.GetValue<double>() > 0 && s["allocatedAStep"]!.GetValue<long>() == 0);
        figures["traces"]!.AsArray().ShouldAllBe(t => t!["steps"]!.GetValue<int>() > 1);
        JsonArray reports = figures["reports"]!.AsArray();
        reports.Select(r => r!["form"]!.GetValue<string>()).ShouldBe(["Json", "Compact", "Json", "Compact"]);
        reports.ShouldAllBe(r => r!["allStored"]!.GetValue<bool>() && r["viewPerSecond"]!.GetValue<double>() > 0);
        reports[3]!["bytesAReport"]!.GetValue<double>().ShouldBeLessThan(reports[2]!["bytesAReport"]!.GetValue<double>() / 30);
    }
}
