using System.CommandLine;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity group</c>: list, describe and reset consumer groups.</summary>
internal static class GroupCommand
{
    public static Command Create()
    {
        Command group = CommonOptions.Describe("group", "List, describe and reset consumer groups.", "vicinity group list", "vicinity group describe readers", "vicinity group reset readers --topic readings --to earliest");
        group.Subcommands.Add(List());
        group.Subcommands.Add(DescribeGroup());
        group.Subcommands.Add(Reset());
        return group;
    }

    private static Command List()
    {
        Command command = CommonOptions.Describe("list", "List consumer groups.", "vicinity group list --json");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        command.Options.Add(bootstrap);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancel) =>
        {
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            IReadOnlyList<GroupListing> groups = await admin.ListGroupsAsync(cancel).ConfigureAwait(false);
            if (parsed.GetValue(json)) Tables.Json(groups);
            else Tables.Write(["Group", "State", "Protocol"], groups.OrderBy(g => g.Id, StringComparer.Ordinal).Select(g => new object?[] { g.Id, g.State, g.ProtocolType }), "No groups yet");
            return 0;
        });
        return command;
    }

    private static Command DescribeGroup()
    {
        Command command = CommonOptions.Describe("describe", "Show a group's members, positions and lag.", "vicinity group describe readers");
        var name = new Argument<string>("GROUP") { Description = "Id of the group" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        name.CompletionSources.Add(NameCompletion.Groups(bootstrap));
        command.Arguments.Add(name);
        command.Options.Add(bootstrap);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancel) =>
        {
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            GroupDescription group = await KnownGroups.FindAsync(admin, parsed.GetValue(name)!, cancel).ConfigureAwait(false);
            var offsets = await admin.GroupOffsetsAsync(parsed.GetValue(name)!, cancel).ConfigureAwait(false);
            var ends = await admin.ListOffsetsAsync(offsets.Keys, StartPosition.Latest, cancel).ConfigureAwait(false);
            var rows = offsets.OrderBy(o => o.Key).Select(o => new
            {
                o.Key.Topic,
                o.Key.Partition,
                Position = o.Value.Offset,
                End = ends[o.Key].Offset,
                Lag = ends[o.Key].Offset - o.Value.Offset,
                Member = group.Members.FirstOrDefault(m => m.Assignment.Contains(o.Key))?.ClientId,
            }).ToArray();
            if (parsed.GetValue(json))
            {
                Tables.Json(new { group.Id, group.State, Members = group.Members.Select(m => new { m.Id, m.InstanceId, m.ClientId, m.ClientHost }), Positions = rows });
                return 0;
            }

            AnsiConsole.MarkupLineInterpolated($"Group [bold]{Tables.Plain(group.Id)}[/] is {group.State} with {Counted.Of(group.Members.Count, "member")}.");
            Tables.Write(["Topic", "Partition", "Position", "End", "Lag", "Member"], rows.Select(r => new object?[] { r.Topic, r.Partition, r.Position, r.End, r.Lag, r.Member }), "No committed positions");
            return 0;
        });
        return command;
    }

    private static Command Reset()
    {
        Command command = CommonOptions.Describe("reset", "Set an empty group's positions in a topic.", "vicinity group reset readers --topic readings --to earliest", "vicinity group reset readers --topic readings --to 2026-11-21T08:00:00Z", "vicinity group reset newcomers --topic readings --to latest --new");
        var name = new Argument<string>("GROUP") { Description = "Id of the group" };
        var topic = new Option<string>("--topic") { Description = "Topic whose positions are set", Required = true };
        var to = new Option<string>("--to") { Description = "earliest, latest, an offset, or a time (ISO 8601)", Required = true };
        var isNew = new Option<bool>("--new") { Description = "Set positions of a group that does not exist yet" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        name.CompletionSources.Add(NameCompletion.Groups(bootstrap));
        command.Arguments.Add(name);
        topic.CompletionSources.Add(NameCompletion.Topics(bootstrap));
        to.CompletionSources.Add("earliest", "latest");
        foreach (Option option in new Option[] { topic, to, isNew, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            PositionText.Parse(to.Name, parsed.GetValue(to)!);
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            if (!parsed.GetValue(isNew)) await KnownGroups.FindAsync(admin, parsed.GetValue(name)!, cancel).ConfigureAwait(false);
            TopicDescription described = await KnownTopics.FindAsync(admin, parsed.GetValue(topic)!, cancel).ConfigureAwait(false);
            TopicPartition[] partitions = [.. described.Partitions.Select(p => new TopicPartition(described.Name, p.Index))];
            Dictionary<TopicPartition, long> offsets = await PositionText.ResolveAsync(admin, partitions, to.Name, parsed.GetValue(to)!, cancel).ConfigureAwait(false);
            await admin.CommitGroupOffsetsAsync(parsed.GetValue(name)!, offsets, cancel).ConfigureAwait(false);
            Tables.Write(["Topic", "Partition", "Position"], offsets.OrderBy(o => o.Key).Select(o => new object?[] { o.Key.Topic, o.Key.Partition, o.Value }), "No partitions");
            return 0;
        });
        return command;
    }
}
