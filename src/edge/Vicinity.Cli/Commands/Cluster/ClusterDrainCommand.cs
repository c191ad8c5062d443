using System.CommandLine;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster drain</c>: moves all replicas off a node, so that it can be taken away.</summary>
internal static class ClusterDrainCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe("drain", "Move all replicas off a node, to those that hold least, so that it can be taken away.", "vicinity cluster drain 3", "vicinity cluster drain 3 --dry-run");
        var node = new Argument<int>("NODE") { Description = "Id of the node" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would move where" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Arguments.Add(node);
        command.Options.Add(dryRun);
        command.Options.Add(bootstrap);
        command.SetAction(async (parsed, cancel) =>
        {
            int drained = parsed.GetValue(node);
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            ClusterDescription cluster = await admin.DescribeClusterAsync(cancel).ConfigureAwait(false);
            IReadOnlyList<TopicDescription> topics = await admin.ListTopicsAsync(cancel).ConfigureAwait(false);
            // The cluster looks after the replicas of its own topics itself.
            Dictionary<TopicPartition, IReadOnlyList<int>> held = topics.Where(t => !t.IsInternal)
                .SelectMany(t => t.Partitions.Select(p => (Key: new TopicPartition(t.Name, p.Index), p.Replicas)))
                .ToDictionary(p => p.Key, p => p.Replicas);
            // A node that is away can be drained as long as it is remembered by what it holds.
            if (cluster.Nodes.All(n => n.Id != drained) && held.Values.All(replicas => !replicas.Contains(drained)))
                throw new ClientException($"there is no node {drained}, and no partition has a replica on one of this id. The nodes that are: {string.Join(", ", cluster.Nodes.Select(n => n.Id))}");
            DrainPlan plan = DrainPlan.Of(drained, [.. cluster.Nodes.Select(n => n.Id)], held);
            if (plan.Impossible.Count > 0)
                throw new ClientException($"node {drained} cannot be drained: every other node holds a replica of {string.Join(", ", plan.Impossible.Take(5))} already. Add a node, or lower the number of replicas");
            Tables.Write(
                ["Partition", "From", "To"],
                plan.Moves.OrderBy(m => m.Key).Select(m => new object?[] { m.Key, string.Join(',', held[m.Key]), string.Join(',', m.Value) }),
                $"Node {drained} holds no replica");
            if (parsed.GetValue(dryRun) || plan.Moves.Count == 0) return 0;
            await ReplicaMoves.CarryOutAsync(admin, plan.Moves, cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"Node [bold]{drained}[/] holds no replica of an application's topic any more.");
            return 0;
        });
        return command;
    }
}
