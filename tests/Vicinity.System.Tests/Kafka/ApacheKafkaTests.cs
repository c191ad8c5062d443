using System.Text.Json;
using Vicinity.Client;

namespace Vicinity.System.Tests;

/// <summary>The applications on an Apache Kafka, by one setting: three real nodes, one of which dies and comes back.</summary>
public sealed class ApacheKafkaTests
{
    private const int PositionsOfTheDemo = 74_916;

    [Fact(Timeout = 400_000)]
    public async Task Every_replayed_position_is_stored_exactly_once_while_a_Kafka_node_dies_and_comes_back()
    {
        string? jars = KafkaCluster.FindJars();
        Assert.SkipWhen(jars is null, "needs Apache Kafka: set KAFKA_HOME to an unpacked release, or put one into ../shared/tools/kafka");
        Assert.SkipUnless(File.Exists("/usr/bin/java") || Environment.GetEnvironmentVariable("JAVA_HOME") is not null, "needs Java 17 for Apache Kafka");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using KafkaCluster kafka = await KafkaCluster.StartAsync(jars!, 3, cancel);
        string http = $"127.0.0.1:{FreePort.Next()}";
        using VicinityProcess up = VicinityProcess.Start("up", "--bootstrap-server", kafka.BootstrapServers, "--http", http, "--demo", "off");
        await up.WaitForOutputAsync("Vicinity runs", TimeSpan.FromMinutes(1), cancel);

        using VicinityProcess replay = VicinityProcess.Start("traffic", "replay", "demo", "--speed", "30", "--json", "--bootstrap-server", kafka.BootstrapServers);
        using var web = new HttpClient { BaseAddress = new Uri($"http://{http}") };
        await PositionsAboveAsync(web, 2_000, cancel);
        kafka.Kill(1);
        await PositionsAboveAsync(web, 20_000, cancel);
        await kafka.ResumeAsync(1, cancel);
        await replay.WaitForExitAsync(TimeSpan.FromMinutes(2), cancel);
        replay.ExitCode.ShouldBe(0, replay.Output);

        await PositionsAboveAsync(web, PositionsOfTheDemo - 1, cancel);
        (int stored, int different) = await CountAsync(kafka.BootstrapServers, cancel);
        stored.ShouldBe(PositionsOfTheDemo);
        different.ShouldBe(PositionsOfTheDemo);
    }

    /// <summary>Waits until the page's summary counts more positions than so many: it lives, and goes on living.</summary>
    private static async Task PositionsAboveAsync(HttpClient web, long count, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            using JsonDocument summary = JsonDocument.Parse(await web.GetStringAsync("/api/traffic/summary", patience.Token));
            if (summary.RootElement.GetProperty("positions").GetInt64() > count) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    private static async Task<(int Stored, int Different)> CountAsync(string bootstrap, CancellationToken cancel)
    {
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = bootstrap });
        consumer.Subscribe(TopicFilter.Prefix("traffic."), StartPosition.Earliest);
        var different = new HashSet<string>();
        int stored = 0;
        while (true)
        {
            ConsumedBatch? batch = await consumer.PollAsync(TimeSpan.FromSeconds(2), cancel);
            if (batch is null)
            {
                if (consumer.IsCaughtUp && stored > 0) return (stored, different.Count);
                continue;
            }

            foreach (ConsumedRecord record in batch.ToRecords())
            {
                stored++;
                using JsonDocument position = JsonDocument.Parse(record.Value!);
                different.Add($"{record.KeyText} {position.RootElement.GetProperty("timestamp").GetInt64()}");
            }
        }
    }
}
