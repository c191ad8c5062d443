using System.Buffers;
using ZstdSharp;

namespace Vicinity.Records;

/// <summary>Zstandard (RFC 8878).</summary>
internal sealed class ZstdCodec : BlockCodec
{
    private const int Level = 3;
    private const int StepBytes = 128 * 1024;

    // A context is a megabyte of tables: each thread keeps one of each kind.
    [ThreadStatic]
    private static Compressor? t_compressor;

    [ThreadStatic]
    private static Decompressor? t_decompressor;

    public override void Compress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        t_compressor ??= new Compressor(Level);
        int size = t_compressor.Wrap(source, destination.GetSpan(Compressor.GetCompressBound(source.Length)));
        destination.Advance(size);
    }

    public override void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (source.IsEmpty) throw new RecordFormatException("there is no zstd frame");
        t_decompressor ??= new Decompressor();
        try
        {
            OperationStatus status;
            do
            {
                status = t_decompressor.UnwrapStream(source, destination.GetSpan(StepBytes), out int consumed, out int written);
                destination.Advance(written);
                source = source[consumed..];
            }
            while (status == OperationStatus.DestinationTooSmall || (status == OperationStatus.Done && !source.IsEmpty));
            if (status == OperationStatus.Done) return;
            throw new RecordFormatException(status == OperationStatus.NeedMoreData ? "a zstd frame is cut off" : "zstd: the frame is damaged");
        }
        catch (Exception e)
        {
            // The context is in the middle of a frame and would go on from there.
            t_decompressor.Dispose();
            t_decompressor = null;
            if (e is ZstdException) throw new RecordFormatException($"zstd: {e.Message}", e);
            throw;
        }
    }
}
