using System.CommandLine;
using Spectre.Console;
using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster watch</c>: the same as status, alive, with what happens below it; where output goes to a file, what happens alone, a line each.</summary>
internal static class ClusterWatchCommand
{
    private const int EventsShown = 8;
    private const int LinesAround = 12;

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "watch", "Watch the cluster: nodes, leaders, lag, and elections as they happen.", "vicinity cluster watch", "vicinity cluster watch | grep elected");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Options.Add(bootstrap);
        command.SetAction(async (parsed, cancel) =>
        {
            StandardOutput.EndWithReader();
            string servers = parsed.GetValue(bootstrap)!;
            await Reach.EnsureAsync(servers, cancel).ConfigureAwait(false);
            await using var watcher = new ClusterWatcher(new ClusterWatchOptions(servers));
            watcher.Start();
            try
            {
                if (Console.IsOutputRedirected) await new EventLines(watcher, Console.Out).WriteAsync(cancel).ConfigureAwait(false);
                else await ShowAsync(watcher, cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // asked to end
            }

            return ExitCodes.Stopped;
        });
        return command;
    }

    private static Task ShowAsync(ClusterWatcher watcher, CancellationToken cancel) =>
        AnsiConsole.Live(new Markup("[grey]asking the nodes[/]")).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            while (true)
            {
                await watcher.NextRound.WaitAsync(cancel).ConfigureAwait(false);
                ClusterView view = watcher.View;
                int room = Math.Max(3, AnsiConsole.Profile.Height - view.Nodes.Count - EventsShown - LinesAround);
                live.UpdateTarget(new Rows(
                    ClusterTables.Headline(view), ClusterTables.Nodes(view), ClusterTables.Partitions(view, room), ClusterTables.Events(watcher.Events(0).Entries.TakeLast(EventsShown))));
                live.Refresh();
            }
        });
}
