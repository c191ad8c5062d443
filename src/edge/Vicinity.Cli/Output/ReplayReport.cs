using Spectre.Console;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>What came of a replay: what was stored, and by name what was not, or not as it stood in the recording.</summary>
/// <param name="Runner">The replay.</param>
/// <param name="Stored">Positions that are in the log.</param>
/// <param name="Failed">Positions that the log did not take.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ReplayReport(PositionReplay Runner, long Stored, long Failed, TimeSpan Elapsed)
{
    private const int ProblemsShown = 10;
    private const int WidthOfFiles = 400;

    // The last percent is for what is read and not yet due.
    private const double MostUnderWay = 0.99;

    /// <summary>How far a replay has come.</summary>
    public static string Progress(PositionReplay runner)
    {
        SourceStatus status = runner.Status;
        string problem = status.Problem is { } told ? $", {told}" : "";
        return $"{Math.Min(runner.Share, MostUnderWay):P0}, {Counted.Of(status.Events, "position")}{problem}";
    }

    /// <summary>Writes it; returns the exit code: 1 when a position was not stored, or there was none to store.</summary>
    public int Write(bool json)
    {
        if (json) WriteJson();
        else WriteText();
        return Failed == 0 && Stored > 0 ? 0 : 1;
    }

    private void WriteJson()
    {
        SourceStatus status = Runner.Status;
        TraceReport? report = Runner.Report;
        Tables.Json(new
        {
            Positions = status.Events,
            Stored,
            Failed,
            status.BadRows,
            ValuesLeftOut = report?.ValuesLeftOut ?? 0,
            EarlierRows = report?.Earlier ?? 0,
            PassedOver = report?.PassedOver ?? 0,
            Seconds = Elapsed.TotalSeconds,
            Problems = report?.Problems.Select(p => p.ToString()) ?? [],
        });
    }

    private void WriteText()
    {
        long badRows = Runner.Status.BadRows;
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFiles;
        if (!Console.IsErrorRedirected) Console.Error.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{Counted.Of(Stored, "position")}[/] stored in {Elapsed.TotalSeconds:N1} s, {Failed:N0} failed, {Counted.Of(badRows, "bad row")}.");
        if (Runner.Report is not { } report) return;
        foreach (TraceProblem problem in report.Problems.Take(ProblemsShown)) AnsiConsole.MarkupLineInterpolated($"  [yellow]{problem.Place}[/]: {problem.Reason}");
        if (badRows > ProblemsShown) AnsiConsole.MarkupLineInterpolated($"  [grey]and {badRows - ProblemsShown:N0} more[/]");
        if (report.FirstLeftOut is { } value) AnsiConsole.MarkupLineInterpolated($"Speeds or headings that cannot be and were left out: {report.ValuesLeftOut:N0}. The first, {value}");
        if (report.FirstEarlier is { } row) AnsiConsole.MarkupLineInterpolated($"Rows out of time order, written with their own times as they came: {report.Earlier:N0}. The first, {row}");
        if (report.PassedOver > 0) AnsiConsole.MarkupLineInterpolated($"Entities that are not about vehicles, or say that one is gone: {report.PassedOver:N0}.");
        if (Stored == 0 && Failed == 0) AnsiConsole.MarkupLine("Nothing was stored: the recording holds no position that can be.");
    }
}
