using Vicinity.Model;

namespace Vicinity.Records.Tests;

public sealed class RecordReaderTests
{
    public static TheoryData<CompressionCodec> Codecs => [CompressionCodec.None, CompressionCodec.Gzip, CompressionCodec.Snappy, CompressionCodec.Lz4, CompressionCodec.Zstd];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Random_batches_come_back_record_for_record(CompressionCodec codec)
    {
        var random = new Prng(5);
        using var builder = new RecordBatchBuilder(1 << 20);
        for (int round = 0; round < 50; round++)
        {
            builder.Reset();
            var expected = new List<(long Timestamp, byte[]? Key, byte[]? Value, RecordHeader[] Headers)>();
            for (int i = random.Next(1, 60); i > 0; i--)
            {
                var record = ((long)random.Next(1_000_000), Bytes(random), Bytes(random), Headers(random));
                builder.TryAppend(record.Item1, record.Item2, record.Item3, record.Item4).ShouldBeTrue();
                expected.Add(record);
            }
            ReadOnlyMemory<byte> batch = builder.Complete(codec);
            ProducedBatch.Validate(batch.Span, 1 << 20, out RecordBatchHeader header, out string text).ShouldBe(BatchFault.None, text);
            header.MaxTimestamp.ShouldBe(expected.Max(e => e.Timestamp));

            using var reader = new RecordReader(batch.Span);
            for (int i = 0; i < expected.Count; i++)
            {
                reader.MoveNext().ShouldBeTrue();
                Record record = reader.Current;
                record.Offset.ShouldBe(i);
                record.Timestamp.ShouldBe(expected[i].Timestamp);
                record.Key.ToArray().ShouldBe(expected[i].Key);
                record.Value.ToArray().ShouldBe(expected[i].Value);
                RecordHeader[] headers = record.CopyHeaders();
                headers.Select(h => h.Key).ShouldBe(expected[i].Headers.Select(h => h.Key));
                headers.Select(h => h.Value?.ToArray()).ShouldBe(expected[i].Headers.Select(h => h.Value?.ToArray()));
            }
            reader.MoveNext().ShouldBeFalse();
        }
    }

    [Fact]
    public void The_append_time_of_a_batch_is_the_time_of_all_its_records()
    {
        byte[] batch = Batch(CompressionCodec.None, 3);
        RecordBatch.SetLogAppendTime(batch, 99_000);
        RecordBatch.CrcMatches(batch).ShouldBeTrue();
        using var reader = new RecordReader(batch);
        while (reader.MoveNext()) reader.Current.Timestamp.ShouldBe(99_000);
    }

    [Fact]
    public void A_walk_over_batches_stops_before_an_incomplete_tail()
    {
        byte[] batch = Batch(CompressionCodec.Gzip, 5);
        byte[] run = [.. batch, .. batch, .. batch[..^1]];
        var batches = new RecordBatchEnumerator(run);
        int count = 0;
        while (batches.MoveNext()) count++;
        count.ShouldBe(2);
        batches.Consumed.ShouldBe(2 * batch.Length);
        batches.IsMalformed.ShouldBeFalse();
    }

    [Fact]
    public void A_walk_over_bytes_that_are_no_batch_says_so()
    {
        var batches = new RecordBatchEnumerator(new byte[100]);
        batches.MoveNext().ShouldBeFalse();
        batches.IsMalformed.ShouldBeTrue();
    }

    /// <summary>Invariant: reading any bytes ends, with records or a RecordFormatException, never with another exception.</summary>
    [Theory]
    [MemberData(nameof(Codecs))]
    public void Damaged_batches_end_in_a_format_error(CompressionCodec codec)
    {
        var random = new Prng(13);
        byte[] original = Batch(codec, 20);
        for (int i = 0; i < 5000; i++)
        {
            byte[] damaged = (byte[])original.Clone();
            for (int n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.NextUInt64();
            if (random.Chance(0.2)) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                using var reader = new RecordReader(damaged, 1 << 20);
                while (reader.MoveNext())
                {
                    foreach (RecordHeaderView header in reader.Current.Headers) _ = header.Value.Span.Length;
                }
            }
            catch (RecordFormatException)
            {
            }
        }
    }

    private static byte[] Batch(CompressionCodec codec, int records)
    {
        using var builder = new RecordBatchBuilder(1 << 20);
        for (int i = 0; i < records; i++)
            builder.TryAppend(1000 + i, "key"u8, new byte[i], [new RecordHeader("h", new byte[] { 1, 2 }), new RecordHeader("", null)]);
        return builder.Complete(codec).ToArray();
    }

    private static byte[]? Bytes(Prng random)
    {
        if (random.Chance(0.2)) return null;
        byte[] bytes = new byte[random.Chance(0.1) ? random.Next(3000) : random.Next(20)];
        random.Fill(bytes);
        return bytes;
    }

    private static RecordHeader[] Headers(Prng random)
    {
        var headers = new RecordHeader[random.Chance(0.5) ? 0 : random.Next(4)];
        for (int i = 0; i < headers.Length; i++)
            headers[i] = new RecordHeader(random.Chance(0.2) ? "" : $"größe{i % 2}", Bytes(random) is { } value ? value : null);
        return headers;
    }
}
