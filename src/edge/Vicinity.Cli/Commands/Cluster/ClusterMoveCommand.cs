using System.CommandLine;
using System.Globalization;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster move</c>: puts the replicas of a topic's partitions on other nodes.</summary>
internal static class ClusterMoveCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "move", "Put replicas on other nodes; the first of them leads afterwards.", "vicinity cluster move readings-0 --to 1,2,3", "vicinity cluster move readings --to 4,5,6");
        var what = new Argument<string>("PARTITION") { Description = "A partition, as TOPIC-NUMBER, or a topic: all its partitions" };
        var to = new Option<string>("--to") { Description = "The nodes, separated by commas; the first leads", Required = true };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        what.CompletionSources.Add(NameCompletion.Topics(bootstrap));
        command.Arguments.Add(what);
        command.Options.Add(to);
        command.Options.Add(bootstrap);
        command.SetAction(async (parsed, cancel) =>
        {
            int[] nodes = [.. parsed.GetValue(to)!.Split(',').Select(NodeId)];
            if (nodes.Distinct().Count() != nodes.Length) throw new UsageException($"--to '{parsed.GetValue(to)}' names a node twice: a node holds one copy");
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            await CheckNodesAsync(admin, nodes, cancel).ConfigureAwait(false);
            TopicPartition[] partitions = await FindAsync(admin, parsed.GetValue(what)!, cancel).ConfigureAwait(false);
            await ReplicaMoves.CarryOutAsync(admin, partitions.ToDictionary(p => p, _ => (IReadOnlyList<int>)nodes), cancel).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static int NodeId(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : throw new UsageException($"--to: '{text}' is no id of a node, for example --to 1,2,3");

    private static async Task CheckNodesAsync(Admin admin, int[] wanted, CancellationToken cancel)
    {
        int[] known = [.. (await admin.DescribeClusterAsync(cancel).ConfigureAwait(false)).Nodes.Select(n => n.Id)];
        if (wanted.Except(known).ToArray() is { Length: > 0 } missing)
            throw new ClientException($"--to: node {missing[0]} is not there. The nodes that are: {string.Join(", ", known)}");
    }

    private static async Task<TopicPartition[]> FindAsync(Admin admin, string what, CancellationToken cancel)
    {
        IReadOnlyList<TopicDescription> topics = await admin.ListTopicsAsync(cancel).ConfigureAwait(false);
        TopicPartition[] all = [.. topics.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p.Index)))];
        TopicPartition[] found = [.. all.Where(p => p.Topic == what)];
        if (found.Length == 0) found = [.. all.Where(p => p.ToString() == what)];
        if (found.Length > 0) return found;
        string hint = NearestName.Hint(what, all.Select(p => p.ToString()).Concat(topics.Select(t => t.Name)));
        throw new ClientException($"there is no topic and no partition '{what}'{hint}{Environment.NewLine}vicinity topic list shows what there is.");
    }
}
