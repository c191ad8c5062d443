namespace Vicinity.Records;

/// <summary>Compresses and decompresses the records of a batch as one block. Thread-safe.</summary>
public abstract class BlockCodec
{
    private static readonly GzipCodec s_gzip = new();
    private static readonly SnappyCodec s_snappy = new();
    private static readonly Lz4Codec s_lz4 = new();
    private static readonly ZstdCodec s_zstd = new();

    /// <summary>The coder of a codec other than none.</summary>
    /// <exception cref="UnsupportedCompressionException">The codec is not known.</exception>
    public static BlockCodec For(CompressionCodec codec) => codec switch
    {
        CompressionCodec.Gzip => s_gzip,
        CompressionCodec.Snappy => s_snappy,
        CompressionCodec.Lz4 => s_lz4,
        CompressionCodec.Zstd => s_zstd,
        _ => throw new UnsupportedCompressionException($"compression {(int)codec} is not known"),
    };

    /// <summary>Appends the compressed form of <paramref name="source"/> to <paramref name="destination"/>.</summary>
    public abstract void Compress(ReadOnlySpan<byte> source, PooledBuffer destination);

    /// <summary>Appends the original of <paramref name="source"/> to <paramref name="destination"/>, whose limit bounds it.</summary>
    /// <exception cref="RecordFormatException">The bytes are not of this codec, or the limit is passed.</exception>
    public abstract void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination);
}
