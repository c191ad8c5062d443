namespace Vicinity.Storage;

/// <summary>
/// A run of whole batches in a segment file, read when it is needed. Stays readable for <see cref="LogOptions.ReaderGrace"/> after
/// its segment was removed. Thread-safe.
/// </summary>
public readonly struct LogSlice
{
    private readonly IFile? _file;
    private readonly long _position;

    internal LogSlice(IFile file, long position, int length)
    {
        _file = file;
        _position = position;
        Length = length;
    }

    /// <summary>Size in bytes.</summary>
    public int Length { get; }

    /// <summary>True if there is nothing in it.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Copies from byte <paramref name="from"/> of the slice on, as much as the destination takes and the slice has; returns how much.</summary>
    /// <exception cref="IOException">The file could not be read.</exception>
    public int CopyTo(Span<byte> destination, int from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, Length);
        int count = Math.Min(destination.Length, Length - from);
        if (count == 0) return 0;
        int read = _file!.Read(destination[..count], _position + from);
        return read == count ? count : throw new LogDamagedException(_file.Path, _position + from + read, "the file ends inside a batch");
    }

    /// <summary>All of it in a new array.</summary>
    public byte[] ToArray()
    {
        byte[] copy = new byte[Length];
        CopyTo(copy, 0);
        return copy;
    }
}
