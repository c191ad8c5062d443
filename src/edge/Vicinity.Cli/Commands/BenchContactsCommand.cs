using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Vicinity.Cli;

/// <summary><c>vicinity bench contacts</c>: measures neighbours, steps, reports and traces of the contacts application, beside SciPy and a C program where they are there.</summary>
internal static class BenchContactsCommand
{
    private const int MostPeople = 10_000_000;

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "contacts",
            "Measure the contacts application: pairs of neighbours, whole steps, reports into the log of a node that it starts, traces, memory. SciPy (python3-scipy) is measured beside it where it is installed.",
            "vicinity bench contacts",
            "vicinity bench contacts --quick --json",
            "vicinity bench contacts --peer-c grid.c");
        var quick = new Option<bool>("--quick") { Description = "1,000 to 10,000 people, a few repetitions: whether it works, not how fast it is" };
        var most = new Option<int>("--people") { Description = "Largest crowd; smaller ones are a tenth and a hundredth of it", DefaultValueFactory = _ => 1_000_000 }.Between(1_000, MostPeople, "a crowd has no more people, and fewer measure nothing");
        var reports = new Option<int>("--reporters") { Description = "People of the crowd whose reports go to the log", DefaultValueFactory = _ => 100_000 }.Between(1_000, MostPeople, "a crowd has no more people, and fewer measure nothing");
        var intervals = new Option<long>("--intervals") { Description = "Contact intervals among which is traced", DefaultValueFactory = _ => 10_000_000 }.Between(1_000L, 100_000_000L, "each takes 32 bytes of memory");
        var peer = new Option<string?>("--peer-c")
        {
            Description = "C source of another program that finds pairs, compiled with cc -O2: it is called with -F FILE of doubles x y, -k 2 points a cell, -i repetitions, and prints JSON with pairs and ms",
        };
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { quick, most, reports, intervals, peer, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            bool isQuick = parsed.GetValue(quick);
            if (parsed.GetValue(peer) is { } source && !File.Exists(source)) throw new UsageException($"--peer-c '{source}' is no file: it is to be a C program, or leave it out");
            var load = new ContactsLoad
            {
                People = isQuick ? 10_000 : parsed.GetValue(most),
                Reporters = isQuick ? 2_000 : parsed.GetValue(reports),
                Intervals = isQuick ? 100_000 : parsed.GetValue(intervals),
                Repetitions = isQuick ? 2 : 7,
                PeerSource = parsed.GetValue(peer),
                Progress = parsed.GetValue(json) || Console.IsErrorRedirected ? null : text => Console.Error.WriteLine(text),
            };
            ContactsFigures figures = await load.MeasureAsync(cancel).ConfigureAwait(false);
            if (parsed.GetValue(json)) Tables.Json(figures);
            else Show(figures);
            return figures.Pairs.All(p => p.PeersAgree) && figures.Reports.All(r => r.AllStored) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static void Show(ContactsFigures figures)
    {
        AnsiConsole.MarkupLine("[bold]All pairs within radius 2[/], points drawn evenly, milliseconds (median)");
        Tables.Write(
            ["Points", "a unit²", "Pairs", "ours", "SciPy", "C", "ours to SciPy", "ours to C"],
            figures.Pairs.Select(p => new object?[] { $"{p.Points:N0}", Text(p.Density), $"{p.Pairs:N0}", Ms(p.Ms), Ms(p.ScipyMs), Ms(p.PeerMs), Ratio(p.Ms, p.ScipyMs), Ratio(p.Ms, p.PeerMs) }),
            "nothing measured");
        foreach (string reason in figures.MissingPeers) AnsiConsole.MarkupLineInterpolated($"[grey]{reason}[/]");
        AnsiConsole.MarkupLine("[bold]A whole step[/] (movement, contacts, infection, intervals), one core");
        Tables.Write(
            ["People", "a unit²", "Contacts", "ms a step", "ns a person", "person steps/s", "Bytes a person, intervals not counted", "allocated a step", "the same, with intervals"],
            figures.Steps.Select(s => new object?[]
                { $"{s.People:N0}", Text(s.Density), $"{s.Contacts:N0}", Ms(s.Ms), $"{s.Ms * 1e6 / s.People:N0}", $"{s.People / s.Ms * 1e3:N0}", $"{s.BytesAPerson:N0}", $"{s.AllocatedAStep:N0}", $"{s.AllocatedWithIntervals:N0}" }),
            "nothing measured");
        AnsiConsole.MarkupLine("[bold]Steps with reports into the log[/] of a node beside it, until all is acknowledged; and from the log into a view");
        Tables.Write(
            ["Form", "a unit²", "Reports", "Reports/s", "of one core, the node's work not counted", "Records", "Bytes a report", "allocated a report", "into the view, reports/s"],
            figures.Reports.Select(r => new object?[]
                { r.Form, Text(r.Density), $"{r.Reports:N0}", $"{r.PerSecond:N0}", $"{r.PerSecondOfOneCore:N0}", $"{r.Records:N0}", $"{r.BytesAReport:N1}", $"{r.AllocatedAReport:N1}", r.ViewPerSecond is { } seen ? $"{seen:N0}" : "not all came" }),
            "nothing measured");
        AnsiConsole.MarkupLine("[bold]Traces[/], forward, who is infected passes it on for 16 ticks");
        Tables.Write(
            ["Intervals", "People", "Depth", "Steps (median)", "ms (median)", "ms (longest)"],
            figures.Traces.Select(t => new object?[] { $"{t.Intervals:N0}", $"{t.People:N0}", t.Depth, $"{t.Steps:N0}", Ms(t.Ms), Ms(t.LongestMs) }),
            "nothing measured");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Ms(double? ms) => ms is { } value ? value.ToString(value < 10 ? "N2" : "N0", CultureInfo.InvariantCulture) : null;

    private static string? Ratio(double ours, double? theirs) => theirs is { } ms ? (ours / ms).ToString("N2", CultureInfo.InvariantCulture) : null;
}
