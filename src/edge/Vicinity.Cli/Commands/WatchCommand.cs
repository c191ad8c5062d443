using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary><c>vicinity traffic watch</c>: the heat map in the terminal, two rows of cells to a line of text.</summary>
internal static class WatchCommand
{
    private const int EmptyAfterTicks = 10;

    private static readonly Color[] s_ramp = [new(13, 27, 62), new(66, 26, 104), new(140, 41, 99), new(206, 68, 70), new(243, 120, 35), new(252, 186, 40), new(252, 250, 164)];

    public static Command Create()
    {
        Command command = CommonOptions.Describe("watch", "Show the live heat map in the terminal.", "vicinity traffic watch", "vicinity traffic watch --once");
        var once = new Option<bool>("--once") { Description = "Show one picture, when everything kept has been read, and end" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Options.Add(once);
        command.Options.Add(bootstrap);
        command.SetAction(async (parsed, cancel) =>
        {
            TrafficOptions options = TrafficSettings.Load() with { BootstrapServers = parsed.GetValue(bootstrap)! };
            await Reach.EnsureAsync(options.BootstrapServers, cancel).ConfigureAwait(false);
            var view = new TrafficView(options);
            using var processor = new TrafficProcessor(options, view, NullLogger<TrafficProcessor>.Instance);
            await processor.StartAsync(cancel).ConfigureAwait(false);
            try
            {
                await ShowAsync(view, processor, parsed.GetValue(once), cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // asked to end
            }
            finally
            {
                await processor.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return 0;
        });
        return command;
    }

    private static async Task ShowAsync(TrafficView view, TrafficProcessor processor, bool once, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        if (once)
        {
            // A log without positions looks the same as one whose topics are not found yet, so an empty picture is believed after some seconds only.
            for (int tick = 0; !processor.Health.Live || (view.Totals().Positions == 0 && tick < EmptyAfterTicks); tick++) await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
            AnsiConsole.Write(Picture(view, processor));
            return;
        }

        await AnsiConsole.Live(new Markup("[grey]reading the log[/]")).StartAsync(async live =>
        {
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
            {
                view.Expire();
                live.UpdateTarget(Picture(view, processor));
                live.Refresh();
            }
        }).ConfigureAwait(false);
    }

    private static Rows Picture(TrafficView view, TrafficProcessor processor)
    {
        (long positions, double rate, int vehicles) = view.Totals();
        string state = processor.Health.Live ? "[green]live[/]" : "[yellow]delayed[/]";
        var head = new Markup($"{state}  [bold]{vehicles:N0}[/] vehicles  [bold]{rate:N0}[/] positions/s  {positions:N0} kept");
        IReadOnlyList<VehicleState> states = view.Vehicles(BoundingBox.World, null);
        if (states.Count == 0) return new Rows(head, new Markup("[grey]no positions yet: vicinity traffic replay FILE, or vicinity traffic drive[/]"));
        return new Rows(head, Heat(states));
    }

    private static Canvas Heat(IReadOnlyList<VehicleState> states)
    {
        int width = Math.Clamp((AnsiConsole.Profile.Width - 2) / 2, 10, 60);
        int height = Math.Clamp(AnsiConsole.Profile.Height - 4, 8, 40);
        double west = states.Min(s => s.Longitude), east = states.Max(s => s.Longitude), south = states.Min(s => s.Latitude), north = states.Max(s => s.Latitude);
        int[,] counts = new int[width, height];
        int most = 1;
        foreach (VehicleState state in states)
        {
            int x = Cell(state.Longitude, west, east, width);
            int y = height - 1 - Cell(state.Latitude, south, north, height);
            most = Math.Max(most, ++counts[x, y]);
        }

        var canvas = new Canvas(width, height) { Scale = false };
        for (int x = 0; x < width; x++)
        {
            for (int y = 0; y < height; y++)
                canvas.SetPixel(x, y, counts[x, y] == 0 ? s_ramp[0] : s_ramp[1 + (int)((s_ramp.Length - 2) * (counts[x, y] / (double)most))]);
        }

        return canvas;
    }

    private static int Cell(double value, double low, double high, int cells) =>
        high <= low ? cells / 2 : Math.Min(cells - 1, (int)((value - low) / (high - low) * cells));
}
