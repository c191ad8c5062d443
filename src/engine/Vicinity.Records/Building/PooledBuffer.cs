using System.Buffers;

namespace Vicinity.Records;

/// <summary>
/// A growing buffer from the shared array pool, contiguous, with a bound. Writing beyond the bound throws
/// <see cref="RecordFormatException"/>, so that a small input cannot fill the memory. Not thread-safe.
/// </summary>
/// <param name="limit">Most bytes that may be written.</param>
public sealed class PooledBuffer(int limit) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = [];

    /// <summary>Most bytes that may be written.</summary>
    public int Limit { get; } = limit;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until more is written or the buffer is disposed.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <inheritdoc cref="WrittenSpan"/>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The written bytes, to be changed in place.</summary>
    public Span<byte> MutableSpan => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Sets the length; what lies beyond the former length is not initialised.</summary>
    public void SetLength(int length)
    {
        if (length > Length) Reserve(length - Length);
        Length = length;
    }

    /// <summary>Lengthens by <paramref name="count"/> bytes, which are not initialised.</summary>
    /// <exception cref="RecordFormatException">The limit is passed.</exception>
    public void Grow(int count)
    {
        CheckLimit(count);
        Reserve(count);
        Length += count;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _bytes.Length - Length) throw new ArgumentOutOfRangeException(nameof(count), count, "More than was reserved.");
        CheckLimit(count);
        Length += count;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        CheckLimit(bytes.Length);
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
    }

    private void CheckLimit(int more)
    {
        if (more > Limit - Length) throw new RecordFormatException($"more than {Limit} bytes when decompressed");
    }

    private void Reserve(int more)
    {
        if (more <= _bytes.Length - Length) return;
        long wanted = Math.Max((long)Length + more, Math.Min(2L * _bytes.Length, Limit));
        if (wanted > Array.MaxLength) throw new RecordFormatException($"{wanted} bytes are more than a buffer can hold");
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)wanted);
        _bytes.AsSpan(0, Length).CopyTo(bytes);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
