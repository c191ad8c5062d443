using System.Text.Json.Nodes;

namespace Vicinity.System.Tests;

/// <summary>The benchmark of the windows over the log: that it measures and counts, not how fast anything is.</summary>
public sealed class WeatherBenchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact(Timeout = 240_000)]
    public async Task The_measurement_has_a_figure_for_each_form_and_each_reading_is_counted_once()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using VicinityProcess bench = VicinityProcess.Start("bench", "weather", "--readings", "1300000", "--runs", "1", "--json");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        while (!bench.HasExited) await Task.Delay(100, patience.Token);
        string said = bench.Output;
        bench.ExitCode.ShouldBe(0, said);

        JsonNode figures = JsonNode.Parse(said)!;
        JsonArray forms = figures["forms"]!.AsArray();
        forms.Count.ShouldBe(2);
        forms.ShouldAllBe(f => f!["allCounted"]!.GetValue<bool>() && f["perSecond"]!.GetValue<double>() > 0 && f["parts"]!.GetValue<long>() >= 2_000);
        figures["streamsMissing"]!.GetValue<string>().ShouldBe("--peer-kafka names no Apache Kafka");
    }
}
