using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

public sealed class SettingsInForceTests
{
    [Fact]
    public async Task A_raised_max_message_bytes_takes_larger_batches_at_once_and_the_partition_goes_on()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.MaxMessageBytes, "1000"));
        (await client.ProduceAsync("t", 0, Batches.Large(2_000_000))).ErrorCode.ShouldBe(ErrorCode.MessageTooLarge);

        await client.SetAsync("t", TopicSettings.MaxMessageBytes, "3000000");

        (await client.ProduceAsync("t", 0, Batches.Large(2_000_000))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.AppendAsync("t", 0, "next")).ShouldBe(1);
        await client.SetAsync("t", TopicSettings.MaxMessageBytes, "1000");
        (await client.ProduceAsync("t", 0, Batches.Large(2000))).ErrorCode.ShouldBe(ErrorCode.MessageTooLarge);
        (await client.AppendAsync("t", 0, "next")).ShouldBe(2);
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_larger_than_a_segment_gets_a_segment_of_its_own()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "1024"));
        for (int i = 0; i < 3; i++) (await client.ProduceAsync("t", 0, Batches.Large(10_000))).ErrorCode.ShouldBe(ErrorCode.None);

        Segments(node, "t-0").ShouldBe(3);
        (await client.ReadAllAsync("t")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Changed_segment_bytes_hold_from_the_next_append_on()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        for (int i = 0; i < 10; i++) await client.ProduceAsync("t", 0, Batches.Large(1000));
        Segments(node, "t-0").ShouldBe(1);

        await client.SetAsync("t", TopicSettings.SegmentBytes, "2500");
        for (int i = 0; i < 10; i++) await client.ProduceAsync("t", 0, Batches.Large(1000));

        Segments(node, "t-0").ShouldBeGreaterThanOrEqualTo(5);
        (await client.ReadAllAsync("t")).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Segments_above_retention_bytes_are_removed_the_oldest_first()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { RetentionCheckInterval = TimeSpan.FromSeconds(30) }, clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "2500"), (TopicSettings.RetentionMs, "-1"));
        for (int i = 0; i < 20; i++) await client.ProduceAsync("t", 0, Batches.At(clock.NowMs, new string('x', 1000)));
        clock.Advance(TimeSpan.FromMinutes(1));
        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(0);

        await client.SetAsync("t", TopicSettings.RetentionBytes, "6000");
        clock.Advance(TimeSpan.FromMinutes(1));

        await node.Log.WaitForAsync(1032);
        long start = (await client.ListOffsetAsync("t", 0, -2)).Offset;
        start.ShouldBeInRange(10, 16);
        (await client.FetchAsync("t", 0, start - 1)).ErrorCode.ShouldBe(ErrorCode.OffsetOutOfRange);
        (await client.ReadAllAsync("t", 0, start)).Count.ShouldBe((int)(20 - start));
        (await client.ProduceAsync("t", 0, Batches.At(clock.NowMs, "x"))).BaseOffset.ShouldBe(20);
    }

    [Fact]
    public async Task Records_older_than_retention_ms_go_even_when_their_segment_is_the_one_written_to()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { RetentionCheckInterval = TimeSpan.FromSeconds(30) }, clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.RetentionMs, "60000"));
        await client.ProduceAsync("t", 0, Batches.At(clock.NowMs, "a", "b", "c"));
        clock.Advance(TimeSpan.FromSeconds(59));
        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(0);

        clock.Advance(TimeSpan.FromSeconds(61));

        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(3);
        (await client.ProduceAsync("t", 0, Batches.At(clock.NowMs, "d"))).BaseOffset.ShouldBe(3);
        (await client.ReadAllAsync("t", 0, 3)).ShouldHaveSingleItem().Value.ShouldBe("d");
        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(3);
        (await again.ReadAllAsync("t", 0, 3)).ShouldHaveSingleItem().Value.ShouldBe("d");
    }

    [Fact]
    public async Task Records_without_timestamps_are_kept_as_long_as_their_segment_is_young()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { RetentionCheckInterval = TimeSpan.FromSeconds(30) }, clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.RetentionMs, "60000"));
        (await client.ProduceAsync("t", 0, Batches.At(-1, "a"))).ErrorCode.ShouldBe(ErrorCode.None);

        clock.Advance(TimeSpan.FromSeconds(59));
        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(61));
        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(1);
    }

    [Fact]
    public async Task A_compacted_topic_keeps_the_latest_record_of_each_key_at_its_offset()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.CleanupPolicy, "compact"), (TopicSettings.SegmentBytes, "2000"), (TopicSettings.MinCleanableDirtyRatio, "0"));
        string filler = new('x', 200);
        for (int i = 0; i < 60; i++) await client.ProduceAsync("t", 0, Batches.Keyed(CompressionCodec.None, ($"k{i % 5}", $"{i} {filler}")));

        clock.Advance(TimeSpan.FromMinutes(1));
        await node.Log.WaitForAsync(1033);

        List<FetchedRecord> kept = [];
        for (long next = 0; next < 60;)
        {
            ReadOnlyMemory<byte>? bytes = (await client.FetchAsync("t", 0, next)).Records;
            kept.AddRange(Batches.RecordsIn(bytes).Where(r => r.Offset >= next));
            next = Batches.HeadersIn(bytes)[^1].NextOffset;
        }

        kept.Count.ShouldBeLessThan(30);
        kept.ShouldAllBe(r => r.Value == $"{r.Offset} {filler}" && r.Key == $"k{r.Offset % 5}");
        kept.TakeLast(5).Select(r => r.Key).Distinct().Count().ShouldBe(5);
        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(0);
    }

    [Fact]
    public async Task A_topic_becomes_compacted_and_asks_for_keys_from_then_on()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "keyless");

        await client.SetAsync("t", TopicSettings.CleanupPolicy, "compact");

        (await client.ProduceAsync("t", 0, Batches.Of("keyless"))).ErrorCode.ShouldBe(ErrorCode.InvalidRecord);
        (await client.ProduceAsync("t", 0, Batches.Keyed(CompressionCodec.None, ("k", "v")))).ErrorCode.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Partitions_that_are_added_later_have_the_topics_settings()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SetAsync("t", TopicSettings.MaxMessageBytes, "500");
        await client.CallAsync(new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = 2 }] }, 3);

        (await client.ProduceAsync("t", 1, Batches.Large(1000))).ErrorCode.ShouldBe(ErrorCode.MessageTooLarge);
    }

    [Fact]
    public async Task The_nodes_own_logs_do_not_take_the_defaults_of_topics()
    {
        var defaults = new Dictionary<string, string>
        {
            [TopicSettings.FlushMs] = "60000",
            [TopicSettings.MaxMessageBytes] = "61",
            [TopicSettings.MinInsyncReplicas] = "2",
            [TopicSettings.RetentionMs] = "1",
        };
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { TopicDefaults = defaults });
        using WireClient client = await node.ConnectAsync();

        await client.CreateTopicAsync("t");

        node.Node.Topics.ClusterReplica.Config.FlushesBeforeAcknowledging.ShouldBeTrue();
        node.Node.Topics.Find(TopicName.ConsumerOffsets, 0)!.Config.FlushesBeforeAcknowledging.ShouldBeTrue();
        node.Node.Topics.Find("t", 0)!.Config.FlushesBeforeAcknowledging.ShouldBeFalse();
        await node.RestartAsync();
        node.Node.Topics.Find(TopicName.ConsumerOffsets, 0)!.Config.MaxMessageBytes.ShouldBe(16_777_216);
        node.Node.Topics.Find("t").ShouldNotBeNull();
    }

    private static int Segments(NodeUnderTest node, string partition) => Directory.GetFiles(Path.Combine(node.Folder, "replicas", partition), "*.log").Length;
}
