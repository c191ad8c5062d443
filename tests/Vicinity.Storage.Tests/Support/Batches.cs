using System.Text;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

/// <summary>Batches as producers send them.</summary>
internal static class Batches
{
    public const long Noon = 1_700_000_000_000;

    public static byte[] Of(int records, int valueBytes = 20, long timestampMs = Noon, long producerId = -1, short producerEpoch = -1, int baseSequence = -1)
    {
        using var builder = new RecordBatchBuilder(int.MaxValue);
        for (int i = 0; i < records; i++) builder.TryAppend(timestampMs + i, NullableBytes.Null, new byte[valueBytes]);
        return builder.Complete(CompressionCodec.None, producerId, producerEpoch, baseSequence).ToArray();
    }

    public static byte[] Keyed(long timestampMs, CompressionCodec codec, params (string Key, string? Value)[] records)
    {
        using var builder = new RecordBatchBuilder(int.MaxValue);
        foreach ((string key, string? value) in records)
            builder.TryAppend(timestampMs, Encoding.UTF8.GetBytes(key), value is null ? NullableBytes.Null : Encoding.UTF8.GetBytes(value));
        return builder.Complete(codec).ToArray();
    }

    public static byte[] Joined(params byte[][] batches) => [.. batches.SelectMany(batch => batch)];

    public static List<RecordBatchHeader> HeadersIn(ReadOnlySpan<byte> run)
    {
        var headers = new List<RecordBatchHeader>();
        var walk = new RecordBatchEnumerator(run);
        while (walk.MoveNext())
        {
            RecordBatch.CrcMatches(walk.Current).ShouldBeTrue();
            headers.Add(walk.Header);
        }
        walk.Consumed.ShouldBe(run.Length);
        return headers;
    }
}
