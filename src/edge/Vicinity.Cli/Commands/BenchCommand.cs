using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary><c>vicinity bench</c>: measures a running node or Kafka with the own client. Beside other systems: docs/performance.md.</summary>
internal static class BenchCommand
{
    /// <summary>Largest value that is written: a batch of it must fit a request.</summary>
    public const int MostBytes = 900_000;

    /// <summary>Why no larger value is written.</summary>
    public const string WhyNoLarger = "a request has room for one record of this size";

    public static Command Create()
    {
        Command bench = CommonOptions.Describe("bench", "Measure a node or an Apache Kafka with this program's own client.", "vicinity bench produce --records 5000000", "vicinity bench consume --topic bench", "vicinity bench failover --trials 20");
        bench.Subcommands.Add(Produce());
        bench.Subcommands.Add(Consume());
        bench.Subcommands.Add(BenchClusterCommands.Replicate());
        bench.Subcommands.Add(BenchClusterCommands.Failover());
        bench.Subcommands.Add(BenchFeedsCommand.Create());
        bench.Subcommands.Add(BenchContactsCommand.Create());
        bench.Subcommands.Add(BenchContactsStoreCommand.Create());
        bench.Subcommands.Add(BenchWeatherCommand.Create());
        return bench;
    }

    private static Command Produce()
    {
        Command command = CommonOptions.Describe("produce", "Write records as fast as they are acknowledged, or at a fixed rate.", "vicinity bench produce --records 5000000 --size 148", "vicinity bench produce --rate 5000 --linger 0");
        var topic = new Option<string>("--topic") { Description = "Topic to write to", DefaultValueFactory = _ => "bench" };
        var records = new Option<long>("--records") { Description = "How many", DefaultValueFactory = _ => 2_000_000 }.AtLeast(1L, "there must be something to write");
        var size = new Option<int>("--size") { Description = "Bytes of a value", DefaultValueFactory = _ => 148 }.Between(0, MostBytes, WhyNoLarger);
        var rate = new Option<int>("--rate") { Description = "Records a second; 0 for as fast as possible" }.Between(0, 10_000_000, "0 is as fast as possible");
        var linger = new Option<double>("--linger") { Description = "Milliseconds that a batch waits for more", DefaultValueFactory = _ => 5 }.Between(0.0, 60_000.0, "0 sends at once, and nobody waits for more than a minute");
        var batch = new Option<int>("--batch-bytes") { Description = "Largest batch", DefaultValueFactory = _ => 1_000_000 }.Between(1, 100_000_000, "a batch is sent in one request");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { topic, records, size, rate, linger, batch, bootstrap, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new ProducerOptions
            {
                BootstrapServers = parsed.GetValue(bootstrap)!,
                Linger = TimeSpan.FromMilliseconds(parsed.GetValue(linger)),
                BatchBytes = parsed.GetValue(batch),
                MaxRequestBytes = Math.Max(parsed.GetValue(batch) + 1024, 1024 * 1024),
            };
            ProduceLoad.Result result = await ProduceLoad.RunAsync(options, parsed.GetValue(topic)!, parsed.GetValue(records), parsed.GetValue(size), parsed.GetValue(rate), Progress(parsed.GetValue(json)), cancel).ConfigureAwait(false);
            if (parsed.GetValue(json)) Tables.Json(result);
            else Show("written", result.Records, result.Seconds, parsed.GetValue(size), result.LatencyUs);
            return result.Failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Consume()
    {
        Command command = CommonOptions.Describe("consume", "Read everything that a topic holds as fast as it comes.", "vicinity bench consume --topic bench");
        var topic = new Option<string>("--topic") { Description = "Topic to read", DefaultValueFactory = _ => "bench" };
        var records = new Option<long?>("--records") { Description = "Stop after so many; without it at the end of the topic" }.AtLeast(1L, "leave it out to read the whole topic");
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { topic, records, bootstrap, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            await using (Admin admin = Reach.Connect(parsed.GetValue(bootstrap)!)) await KnownTopics.FindAsync(admin, parsed.GetValue(topic)!, cancel).ConfigureAwait(false);
            await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = parsed.GetValue(bootstrap)!, EnableAutoCommit = false, FetchMaxBytes = 64 * 1024 * 1024, PartitionFetchBytes = 8 * 1024 * 1024, PrefetchBytes = 64L * 1024 * 1024 });
            consumer.Subscribe(TopicFilter.Topics(parsed.GetValue(topic)!), StartPosition.Earliest);
            long count = 0;
            long bytes = 0;
            long began = 0;
            long limit = parsed.GetValue(records) ?? long.MaxValue;
            while (count < limit)
            {
                ConsumedBatch? batch = await consumer.PollAsync(TimeSpan.FromMilliseconds(200), cancel).ConfigureAwait(false);
                if (began == 0) began = Stopwatch.GetTimestamp();
                if (batch is null)
                {
                    if (consumer.IsCaughtUp) break;
                    continue;
                }

                foreach (var record in batch)
                {
                    count++;
                    bytes += record.Value.Span.Length;
                }
            }

            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (parsed.GetValue(json)) Tables.Json(new { Records = count, Seconds = seconds, RecordsPerSecond = count / seconds, MegabytesPerSecond = bytes / seconds / 1e6 });
            else Show("read", count, seconds, count == 0 ? 0 : (int)(bytes / count), null);
            return 0;
        });
        return command;
    }

    private static Action<long, double>? Progress(bool json) =>
        json || Console.IsErrorRedirected ? null : (count, seconds) => Console.Error.Write($"\r{count:N0} records, {count / Math.Max(seconds, 0.001):N0}/s   ");

    private static void Show(string verb, long records, double seconds, int size, LatencySummary? latency)
    {
        if (!Console.IsErrorRedirected) Console.Error.Write('\r');
        AnsiConsole.MarkupLineInterpolated($"[bold]{records:N0}[/] records {verb} in {seconds:N2} s: [bold]{records / seconds:N0}[/]/s, {records * (double)size / seconds / 1e6:N1} MB/s");
        if (latency is not null) AnsiConsole.MarkupLineInterpolated($"latency in µs: p50 [bold]{latency.P50:N0}[/]  p90 {latency.P90:N0}  p99 [bold]{latency.P99:N0}[/]  p99.9 {latency.P999:N0}  largest {latency.Largest:N0}");
    }
}
