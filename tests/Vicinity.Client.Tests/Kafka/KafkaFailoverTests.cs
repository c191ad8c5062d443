using System.Text;
using Vicinity.Model;

namespace Vicinity.Client.Tests;

public sealed class KafkaFailoverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_leader_costs_neither_records_nor_order_nor_doubles()
    {
        (string? jars, string why) = KafkaCluster.Find();
        Assert.SkipWhen(jars is null, why);
        await using KafkaCluster cluster = await KafkaCluster.StartAsync(3);
        await using var admin = new Admin(new AdminOptions { BootstrapServers = cluster.Servers });
        await admin.CreateTopicAsync("t", 3, 3, cancel: Cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = cluster.Servers, Linger = TimeSpan.FromMilliseconds(1), BatchBytes = 2000 });
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = cluster.Servers, MaxWait = TimeSpan.FromMilliseconds(100) });
        consumer.Assign([new("t", 0), new("t", 1), new("t", 2)], StartPosition.Earliest);

        var sent = new List<Task<RecordPosition>>();
        var read = new Dictionary<int, List<int>> { [0] = [], [1] = [], [2] = [] };
        int killed = (await KafkaCluster.DescribeKnownAsync(admin, "t")).Partitions[0].LeaderId;
        await SendAsync(producer, sent, read, consumer, 2000);
        cluster.Kill(killed);
        await SendAsync(producer, sent, read, consumer, 4000);
        await Task.WhenAll(sent).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        cluster.Resume(killed);
        await SendAsync(producer, sent, read, consumer, 6000);
        await cluster.AwaitNodesAsync(3);
        RecordPosition[] positions = await Task.WhenAll(sent).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        while (read.Values.Sum(r => r.Count) < sent.Count) await TakeAsync(consumer, read);
        for (int p = 0; p < 3; p++) read[p].ShouldBe(Enumerable.Range(0, sent.Count).Where(i => i % 3 == p));
        for (int i = 0; i < sent.Count; i++) positions[i].Offset.ShouldBe(i / 3);
    }

    private static async Task SendAsync(Producer producer, List<Task<RecordPosition>> sent, Dictionary<int, List<int>> read, Consumer consumer, int upTo)
    {
        while (sent.Count < upTo)
        {
            sent.Add(producer.SendAsync("t", default, Encoding.UTF8.GetBytes($"{sent.Count}"), partition: sent.Count % 3));
            if (sent.Count % 100 == 0) await TakeAsync(consumer, read);
        }
    }

    private static async Task TakeAsync(Consumer consumer, Dictionary<int, List<int>> read)
    {
        if (await consumer.PollAsync(TimeSpan.FromMilliseconds(50), Cancel) is not { } batch) return;
        foreach (ConsumedRecord record in batch.ToRecords()) read[record.Partition].Add(int.Parse(record.ValueText!));
    }
}
