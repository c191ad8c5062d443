namespace Vicinity.Records;

/// <summary>Compresses and decompresses the records of a batch as one block. Thread-safe.</summary>
public abstract class BlockCodec
{
    /// <summary>The codec's coder.</summary>
    /// <exception cref="UnsupportedCompressionException">The codec is not known.</exception>
    public static BlockCodec For(CompressionCodec codec) => codec switch
    {
        _ => throw new UnsupportedCompressionException($"compression {(int)codec} is not known"),
    };

    /// <summary>Appends the compressed form of <paramref name="source"/> to <paramref name="destination"/>.</summary>
    public abstract void Compress(ReadOnlySpan<byte> source, PooledBuffer destination);

    /// <summary>Appends the original of <paramref name="source"/> to <paramref name="destination"/>, whose limit bounds it.</summary>
    /// <exception cref="RecordFormatException">The bytes are not of this codec, or the limit is passed.</exception>
    public abstract void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination);
}
