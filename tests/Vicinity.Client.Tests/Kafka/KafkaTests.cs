using System.Text;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

[Collection(nameof(KafkaNode))]
public sealed class KafkaTests(KafkaNode kafka)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_every_codec_are_stored_and_come_back_whole()
    {
        string topic = await CreateTopicAsync(3);
        CompressionCodec[] codecs = Enum.GetValues<CompressionCodec>();
        foreach (CompressionCodec codec in codecs)
        {
            await using var producer = new Producer(ProducerOptions with { Compression = codec });
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => producer.SendAsync(
                topic, i % 3 == 0 ? null : Value(i), i % 7 == 0 ? null : Encoding.UTF8.GetBytes($"{codec} {new string('x', i)}"), [new RecordHeader("codec", Encoding.UTF8.GetBytes($"{codec}"))], 1000 + i)));
        }
        List<ConsumedRecord> records = await ReadAsync(topic, codecs.Length * 300);
        foreach (CompressionCodec codec in codecs)
        {
            List<ConsumedRecord> own = [.. records.Where(r => Encoding.UTF8.GetString(r.Headers[0].Value!.Value.Span) == $"{codec}").OrderBy(r => r.TimestampMs)];
            own.Select(r => r.TimestampMs).ShouldBe(Enumerable.Range(1000, 300).Select(t => (long)t));
            for (int i = 0; i < 300; i++)
            {
                own[i].KeyText.ShouldBe(i % 3 == 0 ? null : $"{i}");
                own[i].ValueText.ShouldBe(i % 7 == 0 ? null : $"{codec} {new string('x', i)}");
            }
        }
    }

    [Fact]
    public async Task Javas_consumer_reads_every_codec()
    {
        string topic = await CreateTopicAsync(1);
        CompressionCodec[] codecs = Enum.GetValues<CompressionCodec>();
        foreach (CompressionCodec codec in codecs)
        {
            await using var producer = new Producer(ProducerOptions with { Compression = codec });
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => producer.SendAsync(topic, default, Encoding.UTF8.GetBytes($"{codec} {i} {new string('y', i)}"))));
        }
        string output = await kafka.RunToolAsync(
            "org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", kafka.Servers, "--topic", topic, "--partition", "0", "--offset", "earliest",
            "--max-messages", $"{codecs.Length * 100}", "--timeout-ms", "20000");
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(codecs.SelectMany(codec => Enumerable.Range(0, 100).Select(i => $"{codec} {i} {new string('y', i)}")));
    }

    [Fact]
    public async Task A_group_shares_partitions_resumes_and_takes_over()
    {
        string topic = await CreateTopicAsync(4);
        string group = $"g-{topic}";
        await using var producer = new Producer(ProducerOptions);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => producer.SendAsync(topic, Value(i), Value(i))));
        var seen = new HashSet<int>();
        await using (Consumer first = Member(group, topic), second = Member(group, topic))
        {
            // A batch counts as processed when the next is asked for: only who is caught up commits all that it was handed.
            while (first.Assignment.Count != 2 || second.Assignment.Count != 2 || seen.Count < 400 || !first.IsCaughtUp || !second.IsCaughtUp)
            {
                await TakeAsync(first, seen);
                await TakeAsync(second, seen);
            }
            first.Assignment.Intersect(second.Assignment).ShouldBeEmpty();

            await second.DisposeAsync();
            while (first.Assignment.Count != 4 || !first.IsCaughtUp) await TakeAsync(first, seen);
            await first.CommitAsync(Cancel);
        }
        seen.Order().ShouldBe(Enumerable.Range(0, 400));

        await Task.WhenAll(Enumerable.Range(400, 40).Select(i => producer.SendAsync(topic, Value(i), Value(i))));
        var later = new HashSet<int>();
        await using Consumer resumed = Member(group, topic);
        while (later.Count < 40) await TakeAsync(resumed, later);
        later.Order().ShouldBe(Enumerable.Range(400, 40));
    }

    [Fact]
    public async Task A_group_follows_a_prefix_as_topics_come()
    {
        string first = await CreateTopicAsync(1);
        string prefix = first;
        await using var producer = new Producer(ProducerOptions);
        await producer.SendAsync(first, default, Value(1));
        await using var consumer = new Consumer(ConsumerOptions with { GroupId = $"g-{prefix}", TopicRefreshInterval = TimeSpan.FromMilliseconds(100) });
        consumer.Subscribe(TopicFilter.Prefix(prefix));
        var seen = new HashSet<int>();
        while (seen.Count < 1) await TakeAsync(consumer, seen);
        await using var admin = new Admin(new AdminOptions { BootstrapServers = kafka.Servers });
        await admin.CreateTopicAsync($"{prefix}.later", 2, cancel: Cancel);
        await producer.SendAsync($"{prefix}.later", default, Value(2));
        while (seen.Count < 2) await TakeAsync(consumer, seen);
        consumer.Assignment.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Positions_by_time_are_exact()
    {
        string topic = await CreateTopicAsync(1);
        var partition = new TopicPartition(topic, 0);
        await using var producer = new Producer(ProducerOptions);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => producer.SendAsync(topic, default, Value(i), timestampMs: 10_000 + (10 * i))));
        await using var consumer = new Consumer(ConsumerOptions);
        consumer.Assign([partition], StartPosition.AtTime(10_255));
        (await FirstAsync(consumer)).ValueText.ShouldBe("26");
        consumer.Seek(partition, StartPosition.AtTime(10_000));
        (await FirstAsync(consumer)).ValueText.ShouldBe("0");
        consumer.Seek(partition, StartPosition.AtTime(99_000));
        await consumer.PollAsync(TimeSpan.FromMilliseconds(300), Cancel);
        await producer.SendAsync(topic, default, Value(99));
        (await FirstAsync(consumer)).ValueText.ShouldBe("99");
    }

    private static async Task TakeAsync(Consumer consumer, HashSet<int> seen)
    {
        if (await consumer.PollAsync(TimeSpan.FromMilliseconds(50), Cancel) is not { } batch) return;
        foreach (ConsumedRecord record in batch.ToRecords()) seen.Add(int.Parse(record.ValueText!));
    }

    private static async Task<ConsumedRecord> FirstAsync(Consumer consumer)
    {
        await foreach (ConsumedRecord record in consumer.ReadAsync(Cancel)) return record;
        throw new InvalidOperationException("reading has no end");
    }

    private async Task<string> CreateTopicAsync(int partitions)
    {
        string topic = $"t-{Guid.NewGuid():N}";
        await using var admin = new Admin(new AdminOptions { BootstrapServers = kafka.Servers });
        await admin.CreateTopicAsync(topic, partitions, cancel: Cancel);
        return topic;
    }

    private async Task<List<ConsumedRecord>> ReadAsync(string topic, int count)
    {
        await using var consumer = new Consumer(ConsumerOptions);
        consumer.Subscribe(TopicFilter.Topics(topic));
        var records = new List<ConsumedRecord>();
        while (records.Count < count)
            if (await consumer.PollAsync(TimeSpan.FromSeconds(1), Cancel) is { } batch) records.AddRange(batch.ToRecords());
        return records;
    }

    private Consumer Member(string group, string topic)
    {
        var consumer = new Consumer(ConsumerOptions with { GroupId = group });
        consumer.Subscribe(TopicFilter.Topics(topic));
        return consumer;
    }

    private ProducerOptions ProducerOptions => new() { BootstrapServers = kafka.Servers, Linger = TimeSpan.FromMilliseconds(2) };

    private ConsumerOptions ConsumerOptions => new()
    {
        BootstrapServers = kafka.Servers,
        AutoOffsetReset = OffsetReset.Earliest,
        MaxWait = TimeSpan.FromMilliseconds(50),
        SessionTimeout = TimeSpan.FromSeconds(6),
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
    };

    private static byte[] Value(int i) => Encoding.UTF8.GetBytes($"{i}");
}
