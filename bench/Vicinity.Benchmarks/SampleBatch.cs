using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Benchmarks;

/// <summary>Batches like those of the load generators: records of 148 bytes.</summary>
internal static class SampleBatch
{
    public const int RecordBytes = 148;

    public static byte[] Of(int records, CompressionCodec codec = CompressionCodec.None)
    {
        using var builder = new RecordBatchBuilder(16 * 1024 * 1024);
        var prng = new Prng(42);
        byte[] value = new byte[RecordBytes];
        for (int i = 0; i < records; i++)
        {
            prng.Fill(value.AsSpan(0, 16));
            builder.TryAppend(1_788_000_000_000 + i, NullableBytes.Null, value);
        }

        return builder.Complete(codec).ToArray();
    }
}
