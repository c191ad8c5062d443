using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary><c>vicinity bench replicate</c> and <c>failover</c>: measure three nodes that they start themselves on this machine.</summary>
internal static class BenchClusterCommands
{
    private const string Topic = "bench";

    public static Command Replicate()
    {
        Command command = CommonOptions.Describe("replicate", "Start one node, then three, write to each with all copies on disk, and compare.", "vicinity bench replicate --records 2000000");
        var nodes = new Option<int>("--nodes") { Description = "Nodes, each with a replica", DefaultValueFactory = _ => 3 }.Between(1, LocalNodes.MostNodes, LocalNodes.WhyNoMore);
        var records = new Option<long>("--records") { Description = "How many", DefaultValueFactory = _ => 2_000_000 }.AtLeast(1L, "there must be something to write");
        var size = new Option<int>("--size") { Description = "Bytes of a value", DefaultValueFactory = _ => 148 }.Between(0, BenchCommand.MostBytes, BenchCommand.WhyNoLarger);
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { nodes, records, size, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            ReplicationRun alone = await ReplicationRun.MeasureAsync(1, parsed.GetValue(records), parsed.GetValue(size), cancel).ConfigureAwait(false);
            ReplicationRun together = await ReplicationRun.MeasureAsync(parsed.GetValue(nodes), parsed.GetValue(records), parsed.GetValue(size), cancel).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Tables.Json(new { One = alone, Several = together });
                return 0;
            }

            Tables.Write(
                ["Nodes", "Records/s", "Server time, µs a record", "p50 µs at 5,000/s", "p99 µs", "Memory, MiB"],
                new[] { alone, together }.Select(r => new object?[] { r.Nodes, $"{r.RecordsPerSecond:N0}", $"{r.ServerMicroseconds:N2}", $"{r.P50Us:N0}", $"{r.P99Us:N0}", $"{r.MemoryMiB:N0}" }),
                "nothing measured");
            AnsiConsole.MarkupLineInterpolated($"{together.Nodes} nodes write [bold]{together.RecordsPerSecond / alone.RecordsPerSecond:N2}[/] times as fast as one; per copy they spend [bold]{together.ServerMicroseconds / together.Nodes / alone.ServerMicroseconds:N2}[/] times its processor time");
            return 0;
        });
        return command;
    }

    public static Command Failover()
    {
        Command command = CommonOptions.Describe(
            "failover", "Start three nodes, write steadily, and kill the leader again and again: how long do writes wait, is anything lost?", "vicinity bench failover --trials 100", "vicinity bench failover --pause");
        var nodes = new Option<int>("--nodes") { Description = "Nodes, each with a replica", DefaultValueFactory = _ => 3 }.Between(1, LocalNodes.MostNodes, LocalNodes.WhyNoMore);
        var trials = new Option<int>("--trials") { Description = "How often the leader fails", DefaultValueFactory = _ => 20 }.Between(1, 1_000_000, "each takes a second or more");
        var pause = new Option<bool>("--pause") { Description = "Pause the leader's process in place of killing it: its connections stay open" };
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { nodes, trials, pause, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            await using LocalNodes cluster = await LocalNodes.StartAsync(parsed.GetValue(nodes), null, null, cancel).ConfigureAwait(false);
            await using (var admin = new Admin(new AdminOptions { BootstrapServers = cluster.BootstrapServers }))
                await admin.CreateTopicAsync(Topic, 1, (short)parsed.GetValue(nodes), null, cancel).ConfigureAwait(false);
            Action<int, double>? progress = Console.IsErrorRedirected ? null : (trial, gap) => Console.Error.Write($"\rtrial {trial}: {gap:N0} ms   ");
            FailoverTrials.Result result = await new FailoverTrials(cluster, Topic).RunAsync(parsed.GetValue(trials), parsed.GetValue(pause), progress, cancel).ConfigureAwait(false);
            double[] gaps = [.. result.GapsMs.Order()];
            if (gaps.Length == 0) return 1;
            if (parsed.GetValue(json))
            {
                Tables.Json(new { Trials = gaps.Length, MedianMs = gaps[gaps.Length / 2], WorstMs = gaps[^1], result.Acknowledged, result.Lost, result.GapsMs });
            }
            else
            {
                if (!Console.IsErrorRedirected) Console.Error.Write('\r');
                AnsiConsole.MarkupLineInterpolated($"{Counted.Of(gaps.Length, "leader")} {(parsed.GetValue(pause) ? "paused" : "killed")}: longest wait for an acknowledgement median [bold]{gaps[gaps.Length / 2]:N0} ms[/], worst [bold]{gaps[^1]:N0} ms[/]; {result.Acknowledged:N0} acknowledged, [bold]{result.Lost}[/] lost");
            }

            return result.Lost == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>One measurement of a cluster of a size.</summary>
    private sealed record ReplicationRun(int Nodes, double RecordsPerSecond, double ServerMicroseconds, double P50Us, double P99Us, double MemoryMiB)
    {
        public static async Task<ReplicationRun> MeasureAsync(int nodes, long records, int size, CancellationToken cancel)
        {
            await using LocalNodes cluster = await LocalNodes.StartAsync(nodes, null, null, cancel).ConfigureAwait(false);
            await using (var admin = new Admin(new AdminOptions { BootstrapServers = cluster.BootstrapServers }))
                await admin.CreateTopicAsync(Topic, 1, (short)nodes, null, cancel).ConfigureAwait(false);
            var fast = new ProducerOptions { BootstrapServers = cluster.BootstrapServers, BatchBytes = 1_000_000, MaxRequestBytes = 1024 * 1024 };
            await ProduceLoad.RunAsync(fast, Topic, Math.Min(records, 300_000), size, 0, null, cancel).ConfigureAwait(false);
            double before = ProcessorSeconds(cluster);
            ProduceLoad.Result written = await ProduceLoad.RunAsync(fast, Topic, records, size, 0, null, cancel).ConfigureAwait(false);
            double spent = ProcessorSeconds(cluster) - before;
            ProduceLoad.Result paced = await ProduceLoad.RunAsync(fast, Topic, 20_000, size, 5_000, null, cancel).ConfigureAwait(false);
            return new ReplicationRun(
                nodes, written.RecordsPerSecond, spent * 1e6 / records, paced.LatencyUs?.P50 ?? 0, paced.LatencyUs?.P99 ?? 0, cluster.All.Sum(n => n.MemoryBytes) / 1048576.0);
        }

        private static double ProcessorSeconds(LocalNodes cluster) => cluster.All.Sum(n => n.ProcessorTime.TotalSeconds);
    }
}
