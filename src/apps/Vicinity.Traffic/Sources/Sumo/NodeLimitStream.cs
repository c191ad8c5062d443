namespace Vicinity.Traffic;

/// <summary>
/// Ends a stream of XML whose next node does not end within a limit: a parser holds a node whole, and a packed file of a few kilobytes
/// can hold one of gigabytes. The reader calls <see cref="Reset"/> after each node. Not thread-safe.
/// </summary>
/// <param name="inner">The stream, which stays open.</param>
/// <param name="limit">Most bytes between two resets; what the parser reads ahead counts to the node before.</param>
internal sealed class NodeLimitStream(Stream inner, long limit) : Stream
{
    private long _sinceReset;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins to count anew.</summary>
    public void Reset() => _sinceReset = 0;

    /// <exception cref="InvalidDataException">The limit is passed.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_sinceReset > limit) throw new InvalidDataException($"one element or comment is longer than {limit} bytes");
        int read = inner.Read(buffer);
        _sinceReset += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
