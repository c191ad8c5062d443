using System.Text.Json;

namespace Vicinity.Interop.Tests;

/// <summary>kafka-console-producer and -consumer, kafka-verifiable-producer and -consumer, kafka-get-offsets, kafka-delete-records.</summary>
public sealed class RecordToolTests
{
    private readonly BrokerUnderTest _broker;
    private readonly KafkaTool _kafka;

    public RecordToolTests(BrokerUnderTest broker, JavaHost java)
    {
        Installed.NeedsJava();
        _broker = broker;
        _kafka = new KafkaTool(broker, java);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task What_the_console_producer_writes_the_console_consumer_reads(string codec)
    {
        string topic = await _broker.NewTopicAsync();
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => $"h:{i}\tkey{i}:value {i}")];

        await _kafka.ProduceAsync(topic, string.Join('\n', lines) + "\n", "--compression-codec", codec,
            "--reader-property", "parse.headers=true", "--reader-property", "parse.key=true", "--reader-property", "key.separator=:");

        ProgramResult read = await _kafka.ConsumeAsync("--topic", topic, "--from-beginning", "--max-messages", "100",
            "--formatter-property", "print.headers=true", "--formatter-property", "print.key=true", "--formatter-property", "key.separator=:",
            "--formatter-property", "print.offset=true");
        read.ShouldHaveSucceeded().Lines.ShouldBe(lines.Select((l, i) => $"Offset:{i}:{l.Replace('\t', ':')}"));
    }

    [Fact]
    public async Task The_console_consumer_begins_at_the_offset_it_is_told()
    {
        string topic = await _broker.NewTopicAsync();
        await _kafka.ProduceAsync(topic, "a\nb\nc\nd\n");

        (await _kafka.ConsumeAsync("--topic", topic, "--partition", "0", "--offset", "2", "--max-messages", "2")).ShouldHaveSucceeded().Lines.ShouldBe(["c", "d"]);
    }

    [Fact]
    public async Task What_the_verifiable_producer_writes_the_verifiable_consumer_reads_and_commits()
    {
        string topic = await _broker.NewTopicAsync(3);
        await using Conversation producer = await _kafka.StartAsync("VerifiableProducer", "--topic", topic, "--max-messages", "500", "--acks", "-1");
        using JsonDocument summary = JsonDocument.Parse(await producer.LineAsync(l => l.Contains("tool_data", StringComparison.Ordinal)));
        summary.RootElement.GetProperty("acked").GetInt32().ShouldBe(500);
        (await producer.EndAsync()).ShouldBe(0);

        await using Conversation consumer = await _kafka.StartAsync("VerifiableConsumer", "--topic", topic, "--group-id", BrokerUnderTest.NewName("g"),
            "--max-messages", "500", "--reset-policy", "earliest", "--verbose");
        await consumer.LineAsync(l => l.Contains("shutdown_complete", StringComparison.Ordinal));
        JsonElement[] said = [.. consumer.Said.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement)];
        string[] values = [.. Named(said, "record_data").Select(e => e.GetProperty("value").GetString()!)];
        values.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}").Order(StringComparer.Ordinal));
        Named(said, "offsets_committed").ShouldAllBe(e => e.GetProperty("success").GetBoolean());
        Named(said, "offsets_committed").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Offsets_are_found_at_both_ends_at_a_time_and_at_the_largest_timestamp()
    {
        string topic = await _broker.NewTopicAsync(1, ("retention.ms", "-1"));
        await using (WireConnection connection = await WireConnection.OpenAsync(_broker))
        {
            (await connection.ProduceAsync(topic, 0, WireRequests.Batch([1000, 3000, 2000]))).BaseOffset.ShouldBe(0);
            (await connection.ProduceAsync(topic, 0, WireRequests.Batch([2500, 2600]))).BaseOffset.ShouldBe(3);
        }

        (await OffsetAtAsync(topic, "-1")).ShouldBe($"{topic}:0:5");
        (await OffsetAtAsync(topic, "latest")).ShouldBe($"{topic}:0:5");
        (await OffsetAtAsync(topic, "-2")).ShouldBe($"{topic}:0:0");
        (await OffsetAtAsync(topic, "earliest")).ShouldBe($"{topic}:0:0");
        (await OffsetAtAsync(topic, "-3")).ShouldBe($"{topic}:0:1");
        (await OffsetAtAsync(topic, "max-timestamp")).ShouldBe($"{topic}:0:1");
        (await OffsetAtAsync(topic, "1001")).ShouldBe($"{topic}:0:1");
        (await OffsetAtAsync(topic, "3001")).ShouldBe("", "nothing so late");
    }

    [Fact]
    public async Task Records_are_deleted_up_to_an_offset_and_not_beyond_the_end()
    {
        string topic = await _broker.NewTopicAsync(2);
        await using (WireConnection connection = await WireConnection.OpenAsync(_broker))
        {
            for (int partition = 0; partition < 2; partition++) await connection.ProduceAsync(topic, partition, WireRequests.Batch(5));
        }

        string deleted = (await _kafka.DeleteRecordsAsync(topic, (0, 3), (1, -1))).ShouldHaveSucceeded().Output;
        deleted.ShouldContain($"{topic}-0\tlow_watermark: 3");
        deleted.ShouldContain($"{topic}-1\tlow_watermark: 5");

        (await _kafka.OffsetsAsync("--topic", topic, "--time", "-2")).Lines.ShouldBe([$"{topic}:0:3", $"{topic}:1:5"]);
        (await _kafka.ConsumeAsync("--topic", topic, "--from-beginning", "--max-messages", "2", "--formatter-property", "print.offset=true")).Lines
            .ShouldAllBe(l => l.StartsWith("Offset:3") || l.StartsWith("Offset:4"));
        (await _kafka.DeleteRecordsAsync(topic, (0, 1000))).All.ShouldContain("OffsetOutOfRangeException");
    }

    private async Task<string> OffsetAtAsync(string topic, string time) =>
        (await _kafka.OffsetsAsync("--topic", topic, "--time", time)).ShouldHaveSucceeded().Output.Trim();

    private static IEnumerable<JsonElement> Named(JsonElement[] events, string name) => events.Where(e => e.GetProperty("name").GetString() == name);
}
