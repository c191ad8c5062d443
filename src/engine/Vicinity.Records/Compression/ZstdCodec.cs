namespace Vicinity.Records;

/// <summary>Zstandard (RFC 8878), by the system's libzstd.</summary>
internal sealed class ZstdCodec : BlockCodec
{
    private const int Level = 3;
    private const int StepBytes = 128 * 1024;

    public override bool IsAvailable => ZstdLibrary.TryGet() is not null;

    public override unsafe void Compress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        ZstdLibrary library = Library();
        Span<byte> room = destination.GetSpan(checked((int)library.CompressBound((nuint)source.Length)));
        fixed (byte* to = room)
        fixed (byte* from = source)
        {
            nuint size = library.Compress(to, (nuint)room.Length, from, (nuint)source.Length, Level);
            library.ThrowIfError(size);
            destination.Advance((int)size);
        }
    }

    public override unsafe void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (source.IsEmpty) throw new RecordFormatException("there is no zstd frame");
        ZstdLibrary library = Library();
        nint context = library.CreateContext();
        if (context == 0) throw new RecordFormatException("libzstd has no memory for a decompression context");
        try
        {
            fixed (byte* from = source)
            {
                var input = new ZstdLibrary.Buffer { Bytes = from, Size = (nuint)source.Length };
                bool outputFull;
                nuint expected;
                do
                {
                    Span<byte> room = destination.GetSpan(StepBytes);
                    fixed (byte* to = room)
                    {
                        var output = new ZstdLibrary.Buffer { Bytes = to, Size = (nuint)room.Length };
                        expected = library.DecompressStream(context, &output, &input);
                        library.ThrowIfError(expected);
                        destination.Advance((int)output.Position);
                        outputFull = output.Position == output.Size;
                    }
                }
                while (input.Position < input.Size || outputFull);
                if (expected != 0) throw new RecordFormatException("a zstd frame is cut off");
            }
        }
        finally
        {
            library.FreeContext(context);
        }
    }

    private static ZstdLibrary Library() => ZstdLibrary.TryGet()
        ?? throw new UnsupportedCompressionException("zstd needs the system's library libzstd (Debian: libzstd1, Fedora: libzstd, macOS: brew install zstd), which was not found");
}
