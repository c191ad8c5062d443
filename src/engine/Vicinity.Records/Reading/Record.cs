namespace Vicinity.Records;

/// <summary>One record of a batch, as views into its bytes: valid as long as the reader that gave it.</summary>
public readonly ref struct Record
{
    /// <summary>Offset in the partition.</summary>
    public long Offset { get; init; }

    /// <summary>Milliseconds since 1970; -1 when none was given.</summary>
    public long Timestamp { get; init; }

    /// <summary>Key, or null.</summary>
    public NullableBytes Key { get; init; }

    /// <summary>Value, or null (in a compacted topic: the key is deleted).</summary>
    public NullableBytes Value { get; init; }

    /// <summary>Number of headers.</summary>
    public int HeaderCount { get; init; }

    /// <summary>The bytes of all headers, already checked.</summary>
    internal ReadOnlySpan<byte> HeaderBytes { get; init; }

    /// <summary>Walks the headers in the order in which they were written.</summary>
    public RecordHeaderEnumerator Headers => new(HeaderBytes, HeaderCount);

    /// <summary>The headers as objects; empty when there are none.</summary>
    public RecordHeader[] CopyHeaders()
    {
        if (HeaderCount == 0) return [];
        var headers = new RecordHeader[HeaderCount];
        int at = 0;
        foreach (RecordHeaderView header in Headers) headers[at++] = header.ToHeader();
        return headers;
    }
}
