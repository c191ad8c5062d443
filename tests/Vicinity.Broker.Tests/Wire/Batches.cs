using System.Text;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

/// <summary>Record batches as producers send them.</summary>
internal static class Batches
{
    /// <summary>A batch of records without keys.</summary>
    public static byte[] Of(params string[] values) => Stamped(null, CompressionCodec.None, values);

    /// <summary>A batch with a codec.</summary>
    public static byte[] Compressed(CompressionCodec codec, params string[] values) => Stamped(null, codec, values);

    /// <summary>A batch whose first record has a timestamp, and each further one a millisecond more.</summary>
    public static byte[] At(long timestampMs, params string[] values) => Stamped(timestampMs, CompressionCodec.None, values);

    /// <summary>A batch of an idempotent producer.</summary>
    public static byte[] From(long producerId, short epoch, int sequence, params string[] values)
    {
        using var builder = new RecordBatchBuilder(int.MaxValue);
        foreach (string value in values) builder.TryAppend(Now, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        return builder.Complete(CompressionCodec.None, producerId, epoch, sequence).ToArray();
    }

    /// <summary>A batch of records with keys; a null value is a tombstone.</summary>
    public static byte[] Keyed(CompressionCodec codec, params (string? Key, string? Value)[] records)
    {
        using var builder = new RecordBatchBuilder(int.MaxValue);
        foreach ((string? key, string? value) in records)
            builder.TryAppend(Now, key is null ? null : Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value));
        return builder.Complete(codec).ToArray();
    }

    /// <summary>A batch with one value of so many bytes.</summary>
    public static byte[] Large(int valueBytes) => Of(new string('x', valueBytes));

    /// <summary>Changes the bytes of a batch and gives it the checksum that belongs to them.</summary>
    public static byte[] Altered(this byte[] batch, Action<byte[]> change)
    {
        byte[] altered = [.. batch];
        change(altered);
        RecordBatch.UpdateCrc(altered);
        return altered;
    }

    /// <summary>The headers of the batches in fetched bytes, each with the right checksum.</summary>
    public static List<RecordBatchHeader> HeadersIn(ReadOnlyMemory<byte>? fetched)
    {
        var headers = new List<RecordBatchHeader>();
        var walk = new RecordBatchEnumerator(fetched!.Value.Span);
        while (walk.MoveNext())
        {
            RecordBatch.CrcMatches(walk.Current).ShouldBeTrue();
            headers.Add(walk.Header);
        }

        walk.Consumed.ShouldBe(fetched.Value.Length);
        return headers;
    }

    /// <summary>The records in fetched bytes.</summary>
    public static List<FetchedRecord> RecordsIn(ReadOnlyMemory<byte>? fetched)
    {
        var records = new List<FetchedRecord>();
        var walk = new RecordBatchEnumerator(fetched!.Value.Span);
        while (walk.MoveNext())
        {
            RecordBatch.CrcMatches(walk.Current).ShouldBeTrue();
            walk.Header.IsControl.ShouldBeFalse();
            using var reader = new RecordReader(walk.Current);
            while (reader.MoveNext())
                records.Add(new FetchedRecord(reader.Current.Offset, reader.Current.Timestamp, Text(reader.Current.Key), Text(reader.Current.Value)));
        }

        walk.Consumed.ShouldBe(fetched.Value.Length);
        return records;
    }

    /// <summary>Position behind the last of a run of entries.</summary>
    public static Vicinity.Model.LogPosition EndOf(ReadOnlySpan<byte> entries)
    {
        RecordBatchHeader header = default;
        for (int at = 0; at < entries.Length; at += header.SizeInBytes) RecordBatchHeader.TryRead(entries[at..], out header).ShouldBeTrue();
        return new(header.LeaderEpoch, header.NextOffset);
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static byte[] Stamped(long? timestampMs, CompressionCodec codec, string[] values)
    {
        long next = timestampMs ?? Now;
        using var builder = new RecordBatchBuilder(int.MaxValue);
        foreach (string value in values)
        {
            builder.TryAppend(next, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
            if (timestampMs is not null) next++;
        }

        return builder.Complete(codec).ToArray();
    }

    private static string? Text(NullableBytes bytes) => bytes.IsNull ? null : Encoding.UTF8.GetString(bytes.Span);
}
