using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Vicinity.ClusterWatch;

namespace Vicinity.Cli;

/// <summary>A cluster as tables and sentences for the terminal.</summary>
internal static class ClusterTables
{
    public static IRenderable Headline(ClusterView view)
    {
        (string colour, string words) = view.Health switch
        {
            ClusterHealth.Ok => ("green", "all is well"),
            ClusterHealth.Degraded => ("yellow", "something is away; reads and writes go on"),
            ClusterHealth.Critical => ("red", "some partition takes no writes"),
            _ => ("red", "no node answers"),
        };
        int alive = view.Nodes.Count(n => n.Status == NodeStatus.Alive);
        string controller = view.Controller < 0 ? "[red]no controller[/]" : $"controller [bold]{view.Controller}[/]";
        return new Markup($"[{colour}]●[/] cluster {Markup.Escape(view.ClusterId ?? "?")}: [{colour}]{words}[/]  [bold]{alive}[/] of {Counted.Of(view.Nodes.Count, "node")}, {controller}, {Counted.Of(view.Partitions.Count, "partition")}, [bold]{view.RecordsPerSecond:N0}[/] records/s");
    }

    public static Table Nodes(ClusterView view)
    {
        Table table = Columns("Node", "Address", "State", "Leads", "Replicas", "Records/s", "Log", "Free disk");
        foreach (NodeView n in view.Nodes)
        {
            string state = n.Status switch
            {
                NodeStatus.Alive => n.IsController ? "[green]alive[/], [blue]controller[/]" : "[green]alive[/]",
                NodeStatus.Silent => $"[yellow]does not answer, {Since(view, n)}[/]",
                NodeStatus.Away => n.Address is null ? "[red]away[/]" : $"[red]away, {Since(view, n)}[/]",
                _ => "[grey]not asked yet[/]",
            };
            table.AddRow(
                $"{n.Id}", Markup.Escape(n.Address ?? "not known"), state, Number(n.Leads), Number(n.Replicas), Number(n.RecordsPerSecond), Bytes(n.LogBytes), Bytes(n.DiskFree));
        }

        return table;
    }

    /// <summary>The partitions, the worst first; what does not fit is counted.</summary>
    public static IRenderable Partitions(ClusterView view, int most)
    {
        Table table = Columns("Partition", "State", "Leader", "Epoch", "High watermark", "Records/s", "Followers (records behind)");
        PartitionView[] shown = [.. most >= view.Partitions.Count ? view.Partitions : view.Partitions.OrderByDescending(p => p.Status).ThenBy(p => p.IsInternal).Take(most)];
        foreach (PartitionView p in shown)
        {
            string leader = p.Leader < 0 ? "[red]none[/]" : p.ElectedAt is { } at && view.Now - at < 5000 ? $"[black on yellow]{p.Leader}[/]" : $"[bold]{p.Leader}[/]";
            table.AddRow(
                Markup.Escape($"{p.Topic}-{p.Partition}"), StateOf(p), leader, p.Epoch < 0 ? "?" : $"{p.Epoch}", p.HighWatermark is { } high ? high.ToString("N0", CultureInfo.InvariantCulture) : "?",
                Number(p.RecordsPerSecond), string.Join(" ", p.Replicas.Where(r => r.Role != ReplicaRole.Leader).Select(Follower)));
        }

        return shown.Length == view.Partitions.Count ? table : new Rows(table, new Markup($"[grey]and {Counted.Of(view.Partitions.Count - shown.Length, "more partition")}, no worse than these[/]"));
    }

    public static IRenderable Events(IEnumerable<TimelineEntry> entries) => new Rows(entries.Select(e => new Markup($"[grey]{Clock(e)}[/] [{Colour(e.Severity)}]{Markup.Escape(e.Text)}[/]")));

    /// <summary>Time of day of an entry, in local time.</summary>
    public static string Clock(TimelineEntry entry) => DateTimeOffset.FromUnixTimeMilliseconds(entry.Time).ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Colour(Severity severity) => severity switch
    {
        Severity.Good => "green",
        Severity.Warning => "yellow",
        Severity.Bad => "red",
        _ => "default",
    };

    private static Table Columns(params string[] names)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string name in names) table.AddColumn(new TableColumn(new Markup($"[bold]{name}[/]")));
        return table;
    }

    private static string StateOf(PartitionView p) => p.Status switch
    {
        PartitionStatus.Ok => "[green]ok[/]",
        PartitionStatus.UnderReplicated => $"[yellow]{p.Replicas.Count(r => r.InSync)} of {p.Replicas.Count} in sync[/]",
        PartitionStatus.ReadOnly => "[red]refuses writes[/]",
        _ => "[red]no leader[/]",
    };

    private static string Follower(ReplicaView r)
    {
        string lag = r.Lag is { } records ? $":{records}" : "";
        string role = r.Role == ReplicaRole.Observer ? "+" : "";
        return r.InSync || r.Role == ReplicaRole.Observer ? $"{role}{r.Node}[grey]{lag}[/]" : $"[yellow]{r.Node}{lag}[/]";
    }

    private static string Since(ClusterView view, NodeView node) => $"{Math.Max(0, view.Now - node.Since) / 1000} s";

    private static string Number(double value) => value.ToString(value is > 0 and < 10 && value % 1 != 0 ? "N1" : "N0", CultureInfo.InvariantCulture);

    private static string Bytes(long? bytes)
    {
        if (bytes is not { } left) return "-";
        double value = left;
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
