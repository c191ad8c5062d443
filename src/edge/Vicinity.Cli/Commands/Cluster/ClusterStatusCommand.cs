using System.CommandLine;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster status</c>: nodes, partitions, who leads and who follows, once. Exit code 1 when some partition takes no writes.</summary>
internal static class ClusterStatusCommand
{
    // A rate wants two looks at a log, far enough apart for those who write once a second.
    private const int RoundsForRates = 9;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        Command command = CommonOptions.Describe("status", "Show nodes, partitions, who leads, who follows and how far behind.", "vicinity cluster status", "vicinity cluster status --json -b 10.0.0.1:9092");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        command.Options.Add(bootstrap);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancel) =>
        {
            string servers = parsed.GetValue(bootstrap)!;
            await Reach.EnsureAsync(servers, cancel).ConfigureAwait(false);
            await using var watcher = new ClusterWatcher(new ClusterWatchOptions(servers));
            watcher.Start();
            ClusterView view = await LookAsync(watcher, cancel).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Tables.Json(new { Cluster = view, Events = watcher.Events(0).Entries });
            }
            else
            {
                AnsiConsole.Write(new Rows(ClusterTables.Headline(view)));
                AnsiConsole.Write(ClusterTables.Nodes(view));
                AnsiConsole.Write(ClusterTables.Partitions(view, int.MaxValue));
            }

            return view.Health is ClusterHealth.Ok or ClusterHealth.Degraded ? 0 : 1;
        });
        return command;
    }

    /// <summary>Watches until all nodes have answered or failed to, all leaders have told, and rates are known.</summary>
    private static async Task<ClusterView> LookAsync(ClusterWatcher watcher, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            for (int whole = 0; whole < RoundsForRates;)
            {
                await watcher.NextRound.WaitAsync(patience.Token).ConfigureAwait(false);
                if (IsWhole(watcher.View)) whole++;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What is known by now has to do: somebody does not answer.
        }

        return watcher.View.Nodes.Count > 0 ? watcher.View : throw new ClientException("No node of the cluster answers.");
    }

    private static bool IsWhole(ClusterView view) =>
        view.Nodes.Count > 0 && view.Nodes.All(n => n.Address is null || n.Status != NodeStatus.Unknown) && view.Nodes.All(n => n.Status != NodeStatus.Alive || n.LogBytes is not null)
        && (!view.TellsLag || view.Partitions.All(p => p.Leader < 0 || p.HighWatermark is not null));
}
