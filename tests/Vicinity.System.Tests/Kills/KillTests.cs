using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.System.Tests;

public sealed class KillTests
{
    private const int Partitions = 6;

    [Fact(Timeout = 300_000)]
    public async Task After_20_kills_under_load_every_acknowledged_record_is_there_in_order_and_once()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var prng = new Prng(20);
        var times = new StartTimes();
        using var node = new NodeProcess();
        await times.StartAsync(node, cancel);
        await using var admin = new Admin(new AdminOptions { BootstrapServers = node.Address });
        await admin.CreateTopicAsync("numbers", Partitions, 1, new Dictionary<string, string> { ["segment.bytes"] = "100000" }, cancel);
        Producer[] producers = [.. Enumerable.Range(0, 2).Select(_ => new Producer(new ProducerOptions { BootstrapServers = node.Address, Linger = TimeSpan.FromMilliseconds(1) }))];
        var writers = new NumberedWriters(producers, "numbers", Partitions);

        for (int kill = 0; kill < 20; kill++)
        {
            // Some kills strike while the clients are still finding the node again, others in full run.
            await writers.ReachAsync(writers.Count + prng.Next(1, 3000), cancel);
            node.Kill();
            await times.StartAsync(node, cancel);
        }

        await writers.ReachAsync(writers.Count + 100, cancel);
        await writers.FinishAsync();
        foreach (Producer producer in producers) await producer.DisposeAsync();

        for (int partition = 0; partition < Partitions; partition++)
        {
            List<ConsumedRecord> stored = await StoredRecords.ReadAsync(node.Address, new TopicPartition("numbers", partition), cancel);
            stored.Select(r => r.Offset).ShouldBe(Enumerable.Range(0, stored.Count).Select(i => (long)i), $"partition {partition}: offsets are dense");
            stored.Select(r => r.ValueText).ShouldBe(stored.Select((_, i) => NumberedWriters.ValueOf(i)), $"partition {partition}: in order, each once");
            IReadOnlyDictionary<long, long> acknowledged = writers.Acknowledged(partition);
            stored.Count.ShouldBe(acknowledged.Count, $"partition {partition}: all that was written was acknowledged in the end");
            acknowledged.ShouldAllBe(a => a.Key == a.Value);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{writers.Count} records acknowledged");
        times.ShouldBeShort();
        (await node.Process.TerminateAsync(TimeSpan.FromSeconds(30), cancel)).ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task Topics_whose_creation_was_answered_before_a_kill_are_there_afterwards_and_whole()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        var created = new List<string>();
        for (int kill = 0; kill < 5; kill++)
        {
            await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address, RequestTimeout = TimeSpan.FromMilliseconds(700) }))
            {
                using var killed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                int begun = created.Count;
                Task creating = CreateAsync(admin, $"round{kill}", created, killed.Token);
                while (!creating.IsCompleted && CountOf(created) < begun + 5) await Task.Delay(TimeSpan.FromMilliseconds(2), cancel);
                node.Kill();
                await killed.CancelAsync();
                await creating;
            }

            await node.StartAsync(cancel);
            await using var again = new Admin(new AdminOptions { BootstrapServers = node.Address });
            IReadOnlyList<TopicDescription> topics = await again.ListTopicsAsync(cancel);
            foreach (string name in created)
            {
                TopicDescription topic = topics.SingleOrDefault(t => t.Name == name).ShouldNotBeNull($"{name} was acknowledged");
                topic.Partitions.Count.ShouldBe(3);
                topic.Partitions.ShouldAllBe(p => p.LeaderId == 1);
            }
        }

        created.Count.ShouldBeGreaterThanOrEqualTo(25);
        node.Process.Output.ShouldNotContain("out of service");
    }

    private static int CountOf(List<string> created)
    {
        lock (created) return created.Count;
    }

    /// <summary>Creates one after the other until the node is killed. What was not answered, on a slow disk also before, may be there or not.</summary>
    private static async Task CreateAsync(Admin admin, string round, List<string> created, CancellationToken killed)
    {
        for (int i = 0; i < 1000 && !killed.IsCancellationRequested; i++)
        {
            try
            {
                await admin.CreateTopicAsync($"{round}-{i}", 3, 1, cancel: CancellationToken.None);
            }
            catch (ClientException)
            {
                continue;
            }

            lock (created) created.Add($"{round}-{i}");
        }
    }
}
