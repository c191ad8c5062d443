using System.IO.Compression;

namespace Vicinity.Records;

/// <summary>gzip (RFC 1952), by the framework's zlib.</summary>
internal sealed class GzipCodec : BlockCodec
{
    private const int StepBytes = 32 * 1024;

    public override void Compress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        using var output = new PooledBufferStream(destination);
        using var gzip = new GZipStream(output, CompressionLevel.Fastest);
        gzip.Write(source);
    }

    public override unsafe void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (source.IsEmpty) throw new RecordFormatException("there is no gzip stream");
        fixed (byte* bytes = source)
        {
            using var input = new UnmanagedMemoryStream(bytes, source.Length);
            using var gzip = new GZipStream(input, CompressionMode.Decompress);
            try
            {
                while (true)
                {
                    int read = gzip.Read(destination.GetSpan(StepBytes));
                    if (read == 0) return;
                    destination.Advance(read);
                }
            }
            catch (InvalidDataException e)
            {
                throw new RecordFormatException($"gzip: {e.Message}", e);
            }
        }
    }
}
