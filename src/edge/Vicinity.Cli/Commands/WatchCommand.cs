using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Spectre.Console.Rendering;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary><c>vicinity traffic watch</c>: the heat map in the terminal, two rows of cells to a line of text.</summary>
internal static class WatchCommand
{
    private const int EmptyAfterTicks = 10;
    private const string Ink = ".:-=+*#%@";

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
            StandardOutput.EndWithReader();
            TrafficOptions options = TrafficSettings.Load(o => o with { BootstrapServers = parsed.GetValue(bootstrap)! });
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
                return ExitCodes.Stopped;
            }
            finally
            {
                await processor.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return ExitCodes.Done;
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

        if (Console.IsOutputRedirected)
        {
            await TellAsync(view, processor, timer, cancel).ConfigureAwait(false);
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

    /// <summary>Into a file or a pipe: the figures, a line each time.</summary>
    private static async Task TellAsync(TrafficView view, TrafficProcessor processor, PeriodicTimer timer, CancellationToken cancel)
    {
        while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
        {
            view.Expire();
            AnsiConsole.Write(Headline(view, processor));
            AnsiConsole.WriteLine();
        }
    }

    private static Markup Headline(TrafficView view, TrafficProcessor processor)
    {
        (long positions, double rate, int vehicles) = view.Totals();
        return new Markup($"{FreshnessWords.Of(processor.Health)}  [bold]{vehicles:N0}[/] vehicles  [bold]{rate:N0}[/] positions/s  {positions:N0} kept");
    }

    private static Rows Picture(TrafficView view, TrafficProcessor processor)
    {
        Markup head = Headline(view, processor);
        IReadOnlyList<VehicleState> states = view.Vehicles(BoundingBox.World, null);
        if (states.Count == 0) return new Rows(head, new Markup("[grey]no positions yet: vicinity traffic replay FILE, or vicinity traffic drive[/]"));
        return new Rows(head, Heat(states));
    }

    private static IRenderable Heat(IReadOnlyList<VehicleState> states)
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

        return AnsiConsole.Profile.Capabilities.ColorSystem == ColorSystem.NoColors ? InCharacters(counts, most) : InColours(counts, most);
    }

    private static Canvas InColours(int[,] counts, int most)
    {
        var canvas = new Canvas(counts.GetLength(0), counts.GetLength(1)) { Scale = false };
        for (int x = 0; x < canvas.Width; x++)
        {
            for (int y = 0; y < canvas.Height; y++) canvas.SetPixel(x, y, s_ramp[Step(counts[x, y], most, s_ramp.Length)]);
        }

        return canvas;
    }

    /// <summary>The same where there are no colours: the more vehicles, the more ink.</summary>
    private static Text InCharacters(int[,] counts, int most)
    {
        var text = new StringBuilder();
        for (int y = 0; y < counts.GetLength(1); y++)
        {
            for (int x = 0; x < counts.GetLength(0); x++) text.Append(Ink[Step(counts[x, y], most, Ink.Length)], 2);
            text.AppendLine();
        }

        return new Text(text.ToString());
    }

    /// <summary>0 for nothing; the rest of the steps for something, up to the most there is.</summary>
    private static int Step(int count, int most, int steps) => count == 0 ? 0 : 1 + (int)((steps - 2) * (count / (double)most));

    private static int Cell(double value, double low, double high, int cells) =>
        high <= low ? cells / 2 : Math.Min(cells - 1, (int)((value - low) / (high - low) * cells));
}
