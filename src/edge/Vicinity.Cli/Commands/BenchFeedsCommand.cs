using System.CommandLine;
using Spectre.Console;

namespace Vicinity.Cli;

/// <summary><c>vicinity bench feeds</c>: measures the way of an event through the shared parts of the applications, with traffic on top.</summary>
internal static class BenchFeedsCommand
{
    // A square, as many as a large town has.
    private const int Quadrants = 225;

    private const long WarmingPositions = 300_000;

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "feeds", "Start a node, read a recording of positions, write it to 225 topics, follow them into a view, and tell what each costs.", "vicinity bench feeds --positions 2000000 --vehicles 20000");
        var positions = new Option<long>("--positions") { Description = "Rows of the recording", DefaultValueFactory = _ => 2_000_000 }.Between(1L, 20_000_000L, "all of them are kept in memory, 56 bytes each");
        var vehicles = new Option<int>("--vehicles") { Description = "Vehicles that report in turn", DefaultValueFactory = _ => 20_000 }.Between(1, 1_000_000, "the view takes no more");
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { positions, vehicles, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            long count = parsed.GetValue(positions);
            DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-feeds-");
            try
            {
                await using LocalNodes nodes = await LocalNodes.StartAsync(1, Path.Combine(folder.FullName, "data"), null, cancel).ConfigureAwait(false);
                // The first time also compiles, here and in the node.
                FeedsLoad warming = Load(nodes, folder, Math.Min(count, WarmingPositions), parsed.GetValue(vehicles));
                await MeasureAsync(warming, cancel).ConfigureAwait(false);
                await warming.ForgetAsync(cancel).ConfigureAwait(false);
                FeedsLoad load = Load(nodes, folder, count, parsed.GetValue(vehicles));
                FeedFigure[] figures = await MeasureAsync(load, cancel).ConfigureAwait(false);
                Show(figures, load.BytesKeptEach(), parsed.GetValue(json));
                return figures.All(f => f.Events == count) ? ExitCodes.Done : ExitCodes.Failed;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static FeedsLoad Load(LocalNodes nodes, DirectoryInfo folder, long positions, int vehicles)
    {
        string path = Path.Combine(folder.FullName, "trace.csv");
        FeedTrace.Write(path, positions, vehicles, Quadrants, DateTimeOffset.UtcNow);
        return new FeedsLoad(nodes, path, positions);
    }

    private static async Task<FeedFigure[]> MeasureAsync(FeedsLoad load, CancellationToken cancel) =>
        [load.Read(), await load.WriteAsync(cancel).ConfigureAwait(false), await load.FollowAsync(cancel).ConfigureAwait(false)];

    private static void Show(FeedFigure[] figures, double bytesKeptEach, bool json)
    {
        double resident = Environment.WorkingSet / 1048576.0;
        if (json)
        {
            Tables.Json(new { Figures = figures, BytesKeptEach = bytesKeptEach, ResidentMiB = resident });
            return;
        }

        Tables.Write(
            ["Way", "Events", "Events/s", "on one core, the node's work not counted", "Processor time, µs an event", "of the node, µs"],
            figures.Select(f => new object?[] { f.What, $"{f.Events:N0}", $"{f.PerSecond:N0}", $"{f.PerSecondOfOneCore:N0}", $"{f.ProcessorSeconds * 1e6 / f.Events:N2}", $"{f.NodeSeconds * 1e6 / f.Events:N2}" }),
            "nothing measured");
        AnsiConsole.MarkupLineInterpolated($"[bold]{bytesKeptEach:N1}[/] bytes for each position that is kept; {resident:N0} MiB resident at the end");
    }
}
