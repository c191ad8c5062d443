namespace Vicinity.Records;

/// <summary>How the records of a batch are compressed: bits 0 to 2 of its attributes.</summary>
public enum CompressionCodec
{
    /// <summary>Not compressed.</summary>
    None = 0,

    /// <summary>gzip, RFC 1952.</summary>
    Gzip = 1,

    /// <summary>Snappy, as one raw block or as the stream of blocks that Java writes.</summary>
    Snappy = 2,

    /// <summary>LZ4, frame format.</summary>
    Lz4 = 3,

    /// <summary>Zstandard, RFC 8878.</summary>
    Zstd = 4,
}
