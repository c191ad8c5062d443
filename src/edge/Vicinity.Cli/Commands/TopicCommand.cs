using System.CommandLine;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity topic</c>: create, list, describe and delete topics.</summary>
internal static class TopicCommand
{
    public static Command Create()
    {
        Command topic = CommonOptions.Describe("topic", "Create, list, describe and delete topics.", "vicinity topic list", "vicinity topic create readings --partitions 4 --config retention.ms=86400000");
        topic.Subcommands.Add(CreateTopic());
        topic.Subcommands.Add(List());
        topic.Subcommands.Add(DescribeTopic());
        topic.Subcommands.Add(Delete());
        return topic;
    }

    private static Command CreateTopic()
    {
        Command command = CommonOptions.Describe("create", "Create a topic.", "vicinity topic create readings --partitions 4");
        var name = new Argument<string>("NAME") { Description = "Name of the topic" };
        var partitions = new Option<int>("--partitions") { Description = "Number of partitions; -1 for the cluster's default", DefaultValueFactory = _ => -1 }.Between(-1, 100_000, "each is a log of its own; -1 takes the cluster's default");
        var replicas = new Option<short>("--replicas") { Description = "Copies of each partition; -1 for the cluster's default", DefaultValueFactory = _ => (short)-1 }.Between((short)-1, (short)1000, "each is on a node of its own; -1 takes the cluster's default");
        var configs = new Option<string[]>("--config") { Description = "Setting NAME=VALUE; may be repeated", DefaultValueFactory = _ => [] };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Arguments.Add(name);
        foreach (Option option in new Option[] { partitions, replicas, configs, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            Dictionary<string, string> settings = SplitSettings(parsed.GetValue(configs)!);
            await using Admin admin = await Reach.ConnectForChangesAsync(parsed.GetValue(bootstrap)!, cancel).ConfigureAwait(false);
            await admin.CreateTopicAsync(parsed.GetValue(name)!, parsed.GetValue(partitions), parsed.GetValue(replicas), settings, cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"Created topic [bold]{parsed.GetValue(name)}[/].");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        Command command = CommonOptions.Describe("list", "List topics with their partitions and records.", "vicinity topic list --json");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        command.Options.Add(bootstrap);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancel) =>
        {
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            IReadOnlyList<TopicDescription> topics = await admin.ListTopicsAsync(cancel).ConfigureAwait(false);
            TopicPartition[] partitions = [.. topics.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p.Index)))];
            var ends = await admin.ListOffsetsAsync(partitions, StartPosition.Latest, cancel).ConfigureAwait(false);
            var starts = await admin.ListOffsetsAsync(partitions, StartPosition.Earliest, cancel).ConfigureAwait(false);
            var rows = topics.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => new
            {
                t.Name,
                Partitions = t.Partitions.Count,
                Replicas = t.Partitions.Count == 0 ? 0 : t.Partitions[0].Replicas.Count,
                Records = t.Partitions.Select(p => new TopicPartition(t.Name, p.Index)).Sum(p => ends[p].Offset - starts[p].Offset),
                t.IsInternal,
            }).ToArray();
            if (parsed.GetValue(json)) Tables.Json(rows);
            else Tables.Write(["Topic", "Partitions", "Replicas", "Records"], rows.Select(r => new object?[] { r.Name, r.Partitions, r.Replicas, r.Records }), "No topics yet: vicinity topic create NAME");
            return 0;
        });
        return command;
    }

    private static Command DescribeTopic()
    {
        Command command = CommonOptions.Describe("describe", "Show a topic's partitions and settings.", "vicinity topic describe readings");
        var name = new Argument<string>("NAME") { Description = "Name of the topic" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        name.CompletionSources.Add(NameCompletion.Topics(bootstrap));
        command.Arguments.Add(name);
        command.Options.Add(bootstrap);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancel) =>
        {
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            TopicDescription topic = await KnownTopics.FindAsync(admin, parsed.GetValue(name)!, cancel).ConfigureAwait(false);
            TopicPartition[] partitions = [.. topic.Partitions.Select(p => new TopicPartition(topic.Name, p.Index))];
            var ends = await admin.ListOffsetsAsync(partitions, StartPosition.Latest, cancel).ConfigureAwait(false);
            var starts = await admin.ListOffsetsAsync(partitions, StartPosition.Earliest, cancel).ConfigureAwait(false);
            IReadOnlyList<ConfigEntry> settings = await admin.DescribeConfigsAsync(ConfigResource.Topic(topic.Name), cancel).ConfigureAwait(false);
            var rows = topic.Partitions.Select(p => new
            {
                Partition = p.Index,
                Leader = p.LeaderId,
                Epoch = p.LeaderEpoch,
                p.Replicas,
                InSync = p.InSyncReplicas,
                Start = starts[new TopicPartition(topic.Name, p.Index)].Offset,
                End = ends[new TopicPartition(topic.Name, p.Index)].Offset,
            }).ToArray();
            if (parsed.GetValue(json))
            {
                Tables.Json(new { topic.Name, topic.Id, Partitions = rows, Settings = settings.ToDictionary(s => s.Name, s => s.Value) });
                return 0;
            }

            Tables.Write(
                ["Partition", "Leader", "Epoch", "Replicas", "In sync", "Start", "End"],
                rows.Select(r => new object?[] { r.Partition, r.Leader, r.Epoch, string.Join(',', r.Replicas), string.Join(',', r.InSync), r.Start, r.End }),
                "No partitions");
            Tables.Write(["Setting", "Value", "From"], settings.Select(s => new object?[] { s.Name, s.Value, s.IsDefault ? "default" : s.Source.ToString() }), "No settings");
            return 0;
        });
        return command;
    }

    private static Command Delete()
    {
        Command command = CommonOptions.Describe("delete", "Delete topics and all their records.", "vicinity topic delete readings");
        var names = new Argument<string[]>("NAME") { Description = "Names of the topics", Arity = ArgumentArity.OneOrMore };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        names.CompletionSources.Add(NameCompletion.Topics(bootstrap));
        command.Arguments.Add(names);
        command.Options.Add(bootstrap);
        command.SetAction(async (parsed, cancel) =>
        {
            await using Admin admin = await Reach.ConnectForChangesAsync(parsed.GetValue(bootstrap)!, cancel).ConfigureAwait(false);
            // A mistyped name among them deletes nothing.
            foreach (string name in parsed.GetValue(names)!) await KnownTopics.FindAsync(admin, name, cancel).ConfigureAwait(false);
            foreach (string name in parsed.GetValue(names)!.Distinct())
            {
                await admin.DeleteTopicAsync(name, cancel).ConfigureAwait(false);
                AnsiConsole.MarkupLineInterpolated($"Deleted topic [bold]{name}[/].");
            }

            return 0;
        });
        return command;
    }

    private static Dictionary<string, string> SplitSettings(string[] settings)
    {
        var split = new Dictionary<string, string>();
        foreach ((string name, string value) in settings.Select(SplitSetting))
        {
            if (!split.TryAdd(name, value)) throw new UsageException($"--config {name} is given twice");
        }

        return split;
    }

    private static KeyValuePair<string, string> SplitSetting(string setting)
    {
        int at = setting.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? new(setting[..at], setting[(at + 1)..]) : throw new UsageException($"--config '{setting}' is not NAME=VALUE, for example --config retention.ms=86400000");
    }
}
