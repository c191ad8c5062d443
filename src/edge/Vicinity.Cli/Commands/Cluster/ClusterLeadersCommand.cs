using System.CommandLine;
using Spectre.Console;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster leaders</c>: brings leaderships home to the first replica of each partition.</summary>
internal static class ClusterLeadersCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "leaders", "Bring leaderships home: let the first replica of each partition lead again, after nodes were away.", "vicinity cluster leaders", "vicinity cluster leaders --dry-run");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show which partitions are led by another replica than their first" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        command.Options.Add(dryRun);
        command.Options.Add(bootstrap);
        command.SetAction(async (parsed, cancel) =>
        {
            await using Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!);
            Astray[] astray = await FindAsync(admin, cancel).ConfigureAwait(false);
            Tables.Write(
                ["Partition", "Leader", "First replica"],
                astray.Select(a => new object?[] { a.Partition, a.Leader, a.Home }),
                "Every partition is led by its first replica");
            if (parsed.GetValue(dryRun) || astray.Length == 0) return 0;
            await admin.ElectLeadersAsync(astray.Select(a => a.Partition), preferred: true, cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"Asked [bold]{Counted.Of(astray.Length, "partition")}[/] to be led by the first replica.");
            return 0;
        });
        return command;
    }

    /// <summary>Partitions that are led by another replica than their first, although that one is in sync.</summary>
    private static async Task<Astray[]> FindAsync(Admin admin, CancellationToken cancel) =>
    [
        .. from topic in await admin.ListTopicsAsync(cancel).ConfigureAwait(false)
           from p in topic.Partitions
           where p.Replicas.Count > 0 && p.LeaderId != p.Replicas[0] && p.InSyncReplicas.Contains(p.Replicas[0])
           select new Astray(new TopicPartition(topic.Name, p.Index), p.LeaderId, p.Replicas[0]),
    ];

    private sealed record Astray(TopicPartition Partition, int Leader, int Home);
}
