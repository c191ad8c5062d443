using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Walks the headers of a segment's entries through a small window, so that small batches share one read and large ones are not read at all.</summary>
internal ref struct EntryCursor(Segment segment, Span<byte> window, long position, long limit)
{
    /// <summary>A size of window that serves small batches well.</summary>
    public const int WindowBytes = 4096;

    private readonly Span<byte> _window = window;
    private long _windowAt = -1;
    private int _windowCount;

    /// <summary>First byte of the entry that <see cref="Read"/> looks at.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The header read last.</summary>
    public RecordBatchHeader Header { get; private set; }

    /// <summary>Reads the header at <see cref="Position"/>; false at the limit.</summary>
    /// <exception cref="LogDamagedException">What stands there is no entry.</exception>
    public bool Read()
    {
        if (Position >= limit) return false;
        long inWindow = Position - _windowAt;
        if (_windowAt < 0 || inWindow + BatchLayout.HeaderBytes > _windowCount)
        {
            int wanted = (int)Math.Min(_window.Length, limit - Position);
            _windowCount = segment.File.Read(_window[..wanted], Position);
            _windowAt = Position;
            inWindow = 0;
        }
        if (_windowCount - inWindow < BatchLayout.HeaderBytes) throw Damaged();
        if (!RecordBatchHeader.TryRead(_window[(int)inWindow..], out RecordBatchHeader header) || !header.IsEntry() || header.SizeInBytes > limit - Position) throw Damaged();
        Header = header;
        return true;
    }

    /// <summary>Goes behind the entry read last.</summary>
    public void Skip() => Position += Header.SizeInBytes;

    private readonly LogDamagedException Damaged() => new(segment.File.Path, Position, "no entry begins here");
}
