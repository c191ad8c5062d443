using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

public sealed class ListOffsetsTests
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long Largest = -3;

    private static readonly long s_now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 100_000;

    [Fact]
    public async Task Latest_is_the_high_watermark_and_earliest_the_log_start_in_every_version()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b", "c");
        await client.DeleteRecordsAsync("t", 0, 1);
        int epoch = await client.LeaderEpochAsync("t");

        for (short version = 1; version <= 7; version++)
        {
            ListOffsetsResponsePartition latest = await client.ListOffsetAsync("t", 0, Latest, version, isolation: (sbyte)(version % 2));
            ListOffsetsResponsePartition earliest = await client.ListOffsetAsync("t", 0, Earliest, version);
            (latest.ErrorCode, latest.Offset, latest.Timestamp).ShouldBe((ErrorCode.None, 3, -1), $"version {version}");
            (earliest.ErrorCode, earliest.Offset, earliest.Timestamp).ShouldBe((ErrorCode.None, 1, -1), $"version {version}");
            if (version >= 4) (latest.LeaderEpoch, earliest.LeaderEpoch).ShouldBe((epoch, epoch));
        }
    }

    [Theory]
    [InlineData(CompressionCodec.None)]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Snappy)]
    [InlineData(CompressionCodec.Lz4)]
    [InlineData(CompressionCodec.Zstd)]
    public async Task A_time_is_answered_with_the_exact_record_inside_its_batch(CompressionCodec codec)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        for (int batch = 0; batch < 3; batch++)
        {
            using var builder = new RecordBatchBuilder(int.MaxValue);
            for (int i = 0; i < 10; i++) builder.TryAppend(s_now + batch * 1000 + i * 10, NullableBytes.Null, new byte[5]);
            (await client.ProduceAsync("t", 0, builder.Complete(codec).ToArray())).ErrorCode.ShouldBe(ErrorCode.None);
        }

        foreach ((long time, long offset, long found) in new[]
        {
            (0L, 0L, s_now), (s_now, 0, s_now), (s_now + 1, 1, s_now + 10), (s_now + 10, 1, s_now + 10), (s_now + 90, 9, s_now + 90),
            (s_now + 91, 10, s_now + 1000), (s_now + 2045, 25, s_now + 2050), (s_now + 2090, 29, s_now + 2090),
        })
        {
            ListOffsetsResponsePartition answer = await client.ListOffsetAsync("t", 0, time);
            (answer.ErrorCode, answer.Offset, answer.Timestamp).ShouldBe((ErrorCode.None, offset, found), $"time {time - s_now}");
        }
    }

    [Fact]
    public async Task A_time_after_the_last_record_has_no_offset_and_no_error()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", 0, Batches.At(s_now, "a"));

        for (short version = 1; version <= 7; version++)
        {
            ListOffsetsResponsePartition answer = await client.ListOffsetAsync("t", 0, s_now + 1, version);
            (answer.ErrorCode, answer.Offset, answer.Timestamp, answer.LeaderEpoch).ShouldBe((ErrorCode.None, -1, -1, -1));
        }
    }

    [Fact]
    public async Task Timestamps_out_of_order_are_found_by_the_first_offset_not_before_the_time()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        foreach (int at in new[] { 50, 10, 90, 20 }) await client.ProduceAsync("t", 0, Batches.At(s_now + at, "x"));

        (await client.ListOffsetAsync("t", 0, s_now + 15)).Offset.ShouldBe(0);
        (await client.ListOffsetAsync("t", 0, s_now + 60)).Offset.ShouldBe(2);
    }

    [Fact]
    public async Task The_largest_timestamp_is_found_in_version_7_and_unknown_before()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        (await client.ListOffsetAsync("t", 0, Largest)).Offset.ShouldBe(-1);
        foreach (int at in new[] { 50, 90, 20, 90 }) await client.ProduceAsync("t", 0, Batches.At(s_now + at, "x"));

        ListOffsetsResponsePartition largest = await client.ListOffsetAsync("t", 0, Largest);

        (largest.ErrorCode, largest.Offset, largest.Timestamp).ShouldBe((ErrorCode.None, 1, s_now + 90));
        (await client.ListOffsetAsync("t", 0, Largest, version: 6)).ErrorCode.ShouldBe(ErrorCode.UnsupportedVersion);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    public async Task Other_negative_times_are_not_supported(long time)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.ListOffsetAsync("t", 0, time)).ErrorCode.ShouldBe(ErrorCode.UnsupportedVersion);
    }

    [Fact]
    public async Task An_empty_partition_begins_and_ends_at_zero()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.ListOffsetAsync("t", 0, Latest)).Offset.ShouldBe(0);
        (await client.ListOffsetAsync("t", 0, Earliest)).Offset.ShouldBe(0);
        (await client.ListOffsetAsync("t", 0, 0)).Offset.ShouldBe(-1);
    }

    [Fact]
    public async Task A_partition_named_twice_is_an_invalid_request_and_others_are_answered()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        var request = new ListOffsetsRequest
        {
            Topics =
            [
                new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Timestamp = Latest }, new() { PartitionIndex = 0, Timestamp = Earliest }, new() { PartitionIndex = 1, Timestamp = Latest }] },
            ],
        };

        ListOffsetsResponse response = await client.CallAsync(request, 7);

        response.Topics[0].Partitions.Select(p => (p.PartitionIndex, p.ErrorCode)).ShouldBe([(0, ErrorCode.InvalidRequest), (0, ErrorCode.InvalidRequest), (1, ErrorCode.None)]);
    }

    [Fact]
    public async Task Unknown_partitions_and_wrong_epochs_are_told_so()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        int epoch = await client.LeaderEpochAsync("t");

        (await client.ListOffsetAsync("missing", 0, Latest)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await client.ListOffsetAsync("t", 1, Latest)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await client.ListOffsetAsync("t", 0, Latest, currentLeaderEpoch: epoch - 1)).ErrorCode.ShouldBe(epoch == 0 ? ErrorCode.None : ErrorCode.FencedLeaderEpoch);
        (await client.ListOffsetAsync("t", 0, Latest, currentLeaderEpoch: epoch + 1)).ErrorCode.ShouldBe(ErrorCode.UnknownLeaderEpoch);
        (await client.ListOffsetAsync("t", 0, Latest, currentLeaderEpoch: epoch)).ErrorCode.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Records_deleted_by_request_are_not_found_by_time()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", 0, Batches.At(s_now, "a", "b", "c"));
        await client.DeleteRecordsAsync("t", 0, 2);

        (await client.ListOffsetAsync("t", 0, s_now)).Offset.ShouldBe(2);
    }

    [Fact]
    public async Task The_epoch_of_an_offset_is_the_one_in_which_it_was_appended()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        int first;
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.ProduceAsync("t", 0, Batches.At(s_now, "a"));
            first = await client.LeaderEpochAsync("t");
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        await again.ProduceAsync("t", 0, Batches.At(s_now + 100, "b"));
        int second = await again.LeaderEpochAsync("t");

        (await again.ListOffsetAsync("t", 0, s_now)).LeaderEpoch.ShouldBe(first);
        (await again.ListOffsetAsync("t", 0, Earliest)).LeaderEpoch.ShouldBe(first);
        (await again.ListOffsetAsync("t", 0, s_now + 1)).LeaderEpoch.ShouldBe(second);
        (await again.ListOffsetAsync("t", 0, Latest)).LeaderEpoch.ShouldBe(second);
    }

    [Fact]
    public async Task Unreadable_records_are_passed_over_by_a_search_for_a_time()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        byte[] broken = Batches.Compressed(CompressionCodec.Lz4, new string('a', 500)).Altered(b => b.AsSpan(65, 8).Fill(0xAA));
        (await client.ProduceAsync("t", 0, broken)).ErrorCode.ShouldBe(ErrorCode.None);
        await client.AppendAsync("t", 0, "readable");

        (await client.ListOffsetAsync("t", 0, 1)).Offset.ShouldBe(1);
    }
}
