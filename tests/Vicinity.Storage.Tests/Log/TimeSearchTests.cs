using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class TimeSearchTests
{
    [Theory]
    [InlineData(CompressionCodec.None)]
    [InlineData(CompressionCodec.Gzip)]
    [InlineData(CompressionCodec.Lz4)]
    [InlineData(CompressionCodec.Snappy)]
    public void A_time_leads_to_the_exact_record_inside_its_batch(CompressionCodec codec)
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        Append(log, codec, 100, 300, 200);
        Append(log, codec, 400, 150);
        log.FindByTimestamp(0, 5).ShouldBe(new TimestampedOffset(0, 100));
        log.FindByTimestamp(101, 5).ShouldBe(new TimestampedOffset(1, 300));
        log.FindByTimestamp(301, 5).ShouldBe(new TimestampedOffset(3, 400));
        log.FindByTimestamp(401, 5).ShouldBeNull();
        log.FindByTimestamp(301, 3).ShouldBeNull();
        log.FindLargestTimestamp(5).ShouldBe(new TimestampedOffset(3, 400));
        log.FindLargestTimestamp(3).ShouldBe(new TimestampedOffset(1, 300));
        log.FindLargestTimestamp(0).ShouldBeNull();
    }

    [Fact]
    public void Searches_over_many_segments_with_unordered_times_agree_with_looking_at_every_record()
    {
        var prng = new Prng(5);
        var files = new SimulatedFileSystem();
        var options = new LogOptions { SegmentBytes = 2048, IndexIntervalBytes = 128 };
        using (PartitionLog log = Logs.Led(files, options))
        {
            for (int i = 0; i < 300; i++)
            {
                if (prng.Chance(0.05)) log.Lead();
                Append(log, CompressionCodec.None, [.. Enumerable.Range(0, prng.Next(1, 5)).Select(_ => 10_000L + i * 10 + prng.Next(-300, 300))]);
            }
            log.SetLogStart(37);
            Compare(log, prng);
        }
        using PartitionLog again = Logs.Open(files, options);
        Compare(again, prng);
    }

    private static void Compare(PartitionLog log, Prng prng)
    {
        List<(long Offset, long Timestamp, string? Key, string? Value)> records = [.. log.Records().Where(r => r.Offset >= log.LogStartOffset)];
        records.Count.ShouldBe((int)(log.End.Offset - log.LogStartOffset));
        for (int i = 0; i < 500; i++)
        {
            long time = prng.Next(9_000, 14_000);
            long upTo = prng.Next((int)log.LogStartOffset, (int)log.End.Offset + 1);
            var below = records.Where(r => r.Offset < upTo).ToList();
            TimestampedOffset? expected = below.Where(r => r.Timestamp >= time).Select(r => (TimestampedOffset?)new TimestampedOffset(r.Offset, r.Timestamp)).FirstOrDefault();
            log.FindByTimestamp(time, upTo).ShouldBe(expected, $"time {time} below {upTo}");
            TimestampedOffset? largest = below.Count == 0 ? null : below.Select(r => new TimestampedOffset(r.Offset, r.Timestamp)).MaxBy(r => (r.TimestampMs, -r.Offset));
            // A batch that reaches over the bound may hide the largest time behind it.
            if (log.ReadAll().Any(h => h.BaseOffset < upTo && h.NextOffset > upTo || h.BaseOffset < log.LogStartOffset && h.NextOffset > log.LogStartOffset)) continue;
            log.FindLargestTimestamp(upTo).ShouldBe(largest);
        }
    }

    private static void Append(PartitionLog log, CompressionCodec codec, params long[] times)
    {
        using var builder = new RecordBatchBuilder(int.MaxValue);
        foreach (long time in times) builder.TryAppend(time, NullableBytes.Null, new byte[30]);
        log.Append(builder.Complete(codec).ToArray(), log.LastEpoch);
    }
}
