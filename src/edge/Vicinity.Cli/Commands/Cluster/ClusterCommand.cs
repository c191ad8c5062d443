using System.CommandLine;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster</c>: look at a cluster, move leaders and replicas, try one out.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        Command cluster = CommonOptions.Describe(
            "cluster", "Look at a cluster in the terminal, move its leaders and replicas, or start one on this machine to try it out.", "vicinity cluster status", "vicinity cluster watch", "vicinity cluster demo --nodes 20 --topics 4 --replicas 5");
        cluster.Subcommands.Add(ClusterStatusCommand.Create());
        cluster.Subcommands.Add(ClusterWatchCommand.Create());
        cluster.Subcommands.Add(ClusterLeadersCommand.Create());
        cluster.Subcommands.Add(ClusterMoveCommand.Create());
        cluster.Subcommands.Add(ClusterDrainCommand.Create());
        cluster.Subcommands.Add(ClusterDemoCommand.Create());
        return cluster;
    }
}
