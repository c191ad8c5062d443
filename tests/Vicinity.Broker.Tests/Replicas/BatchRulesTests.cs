using System.Buffers.Binary;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

public sealed class BatchRulesTests
{
    private const int LengthAt = 8;
    private const int MagicAt = 16;
    private const int AttributesAt = 21;
    private const int LastOffsetDeltaAt = 23;
    private const int MaxTimestampAt = 35;
    private const int ProducerIdAt = 43;
    private const int RecordCountAt = 57;

    public static TheoryData<string, byte[]?, ErrorCode> BadBatches()
    {
        byte[] good = Batches.Of("a", "b");
        byte[] corrupt = [.. good];
        corrupt[^1] ^= 1;
        byte[] magic = [.. good];
        magic[MagicAt] = 1;
        byte[] longer = [.. good];
        BinaryPrimitives.WriteInt32BigEndian(longer.AsSpan(LengthAt), 100_000);
        byte[] negative = [.. good];
        BinaryPrimitives.WriteInt32BigEndian(negative.AsSpan(LengthAt), -5);
        byte[] shifted = [.. good];
        shifted[7] = 5;
        return new TheoryData<string, byte[]?, ErrorCode>
        {
            { "a wrong checksum", corrupt, ErrorCode.CorruptMessage },
            { "an old record format", magic, ErrorCode.InvalidRecord },
            { "two batches", [.. good, .. good], ErrorCode.InvalidRecord },
            { "bytes behind the batch", [.. good, 0], ErrorCode.InvalidRecord },
            { "a length beyond the bytes", longer, ErrorCode.CorruptMessage },
            { "a negative length", negative, ErrorCode.CorruptMessage },
            { "a cut batch", good[..^3], ErrorCode.CorruptMessage },
            { "less than a header", good[..40], ErrorCode.CorruptMessage },
            { "no bytes", [], ErrorCode.InvalidRecord },
            { "null", null, ErrorCode.InvalidRecord },
            { "a base offset", shifted, ErrorCode.InvalidRecord },
            { "a control batch", good.Altered(b => b[AttributesAt + 1] |= 0x20), ErrorCode.InvalidRecord },
            { "a transactional batch", good.Altered(b => b[AttributesAt + 1] |= 0x10), ErrorCode.InvalidRecord },
            { "an unknown codec", good.Altered(b => b[AttributesAt + 1] |= 0x07), ErrorCode.InvalidRecord },
            { "no records", good.Altered(b => Set(b, RecordCountAt, 0)), ErrorCode.InvalidRecord },
            { "a negative count", good.Altered(b => Set(b, RecordCountAt, -1)), ErrorCode.InvalidRecord },
            { "a delta that does not fit the count", good.Altered(b => Set(b, LastOffsetDeltaAt, 5)), ErrorCode.InvalidRecord },
            { "more records than its bytes can hold", good.Altered(b => { Set(b, RecordCountAt, int.MaxValue); Set(b, LastOffsetDeltaAt, int.MaxValue - 1); }), ErrorCode.InvalidRecord },
            { "a producer id without a sequence", good.Altered(b => BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(ProducerIdAt), 5)), ErrorCode.InvalidRecord },
            { "the node's timestamp type", good.Altered(b => b[AttributesAt + 1] |= 0x08), ErrorCode.InvalidTimestamp },
            { "a timestamp a year ahead", good.Altered(b => BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(MaxTimestampAt), DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds())), ErrorCode.InvalidTimestamp },
        };
    }

    [Theory]
    [MemberData(nameof(BadBatches))]
    public async Task A_batch_that_breaks_a_rule_is_refused_with_its_reason_and_takes_no_offset(string what, byte[]? batch, ErrorCode error)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        ProduceResponsePartition answer = await client.ProduceAsync("t", 0, batch);

        answer.ErrorCode.ShouldBe(error, what);
        answer.ErrorMessage.ShouldNotBeNullOrEmpty(what);
        (answer.BaseOffset, answer.LogAppendTimeMs).ShouldBe((-1, -1));
        (await client.AppendAsync("t", 0, "next")).ShouldBe(0);
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_above_max_message_bytes_is_too_large_and_one_of_just_that_size_is_not()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        byte[] batch = Batches.Large(2000);
        await client.CreateTopicAsync("t", 1, (TopicSettings.MaxMessageBytes, $"{batch.Length}"));

        (await client.ProduceAsync("t", 0, batch)).ErrorCode.ShouldBe(ErrorCode.None);
        ProduceResponsePartition tooLarge = await client.ProduceAsync("t", 0, Batches.Large(2001));

        tooLarge.ErrorCode.ShouldBe(ErrorCode.MessageTooLarge);
        tooLarge.ErrorMessage.ShouldNotBeNull().ShouldContain($"{batch.Length}");
    }

    [Fact]
    public async Task The_default_bound_of_a_batch_is_that_of_kafka()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.ProduceAsync("t", 0, Batches.Large(1_048_588 - 100))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.ProduceAsync("t", 0, Batches.Large(1_048_588))).ErrorCode.ShouldBe(ErrorCode.MessageTooLarge);
    }

    [Theory]
    [InlineData(CompressionCodec.None)]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Lz4)]
    [InlineData(CompressionCodec.Zstd)]
    public async Task A_record_without_key_is_refused_on_a_compacted_topic(CompressionCodec codec)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.CleanupPolicy, "compact"));

        ProduceResponsePartition keyless = await client.ProduceAsync("t", 0, Batches.Keyed(codec, ("k", "v"), (null, "v")));
        ProduceResponsePartition keyed = await client.ProduceAsync("t", 0, Batches.Keyed(codec, ("k", "v"), ("k", null)));

        keyless.ErrorCode.ShouldBe(ErrorCode.InvalidRecord);
        keyless.ErrorMessage.ShouldNotBeNull().ShouldContain("no key");
        keyed.ErrorCode.ShouldBe(ErrorCode.None);
        keyed.BaseOffset.ShouldBe(0);
    }

    [Fact]
    public async Task Records_that_cannot_be_decompressed_are_refused_on_a_compacted_topic()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.CleanupPolicy, "compact"));
        byte[] broken = Batches.Keyed(CompressionCodec.Gzip, ("k", new string('v', 500))).Altered(b => b.AsSpan(65, 8).Fill(0xAA));

        (await client.ProduceAsync("t", 0, broken)).ErrorCode.ShouldBe(ErrorCode.CorruptMessage);
    }

    [Theory]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Lz4)]
    [InlineData(CompressionCodec.Zstd)]
    public async Task A_compressed_batch_is_stored_and_served_as_it_came(CompressionCodec codec)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "before");
        byte[] batch = Batches.Compressed(codec, [.. Enumerable.Range(0, 100).Select(i => $"value {i}")]);

        (await client.ProduceAsync("t", 0, batch)).BaseOffset.ShouldBe(1);
        FetchResponsePartition fetched = await client.FetchAsync("t", 0, 1);

        // Base offset and leader epoch are given by the leader and lie outside the checksum; all else is the producer's.
        byte[] served = fetched.Records!.Value.ToArray();
        served[..8].ShouldBe([0, 0, 0, 0, 0, 0, 0, 1]);
        BinaryPrimitives.ReadInt32BigEndian(served.AsSpan(12)).ShouldBe(await client.LeaderEpochAsync("t"));
        served[8..12].ShouldBe(batch[8..12]);
        served[16..].ShouldBe(batch[16..]);
        Batches.RecordsIn(served).Select(r => r.Offset).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
    }

    [Fact]
    public async Task A_topic_of_log_append_time_stamps_the_records_and_says_so()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.MessageTimestampType, "LogAppendTime"));

        ProduceResponsePartition answer = await client.ProduceAsync("t", 0, Batches.At(1000, "a", "b"));

        answer.LogAppendTimeMs.ShouldBe(clock.NowMs);
        (await client.ReadAllAsync("t")).ShouldAllBe(r => r.TimestampMs == clock.NowMs);
        (await client.ListOffsetAsync("t", 0, clock.NowMs)).Offset.ShouldBe(0);
    }

    [Fact]
    public async Task Timestamps_outside_the_allowed_skew_are_refused()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.MessageTimestampBeforeMaxMs, "1000"), (TopicSettings.MessageTimestampAfterMaxMs, "500"));

        (await client.ProduceAsync("t", 0, Batches.At(clock.NowMs - 1000, "a"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.ProduceAsync("t", 0, Batches.At(clock.NowMs + 500, "b"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.ProduceAsync("t", 0, Batches.At(clock.NowMs - 1001, "c"))).ErrorCode.ShouldBe(ErrorCode.InvalidTimestamp);
        (await client.ProduceAsync("t", 0, Batches.At(clock.NowMs + 501, "d"))).ErrorCode.ShouldBe(ErrorCode.InvalidTimestamp);
    }

    private static void Set(byte[] batch, int at, int value) => BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(at), value);
}
