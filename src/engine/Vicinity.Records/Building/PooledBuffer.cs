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

    /// <summary>
    /// Appends <paramref name="count"/> bytes that begin <paramref name="distance"/> before the end; the ranges may overlap, as the matches of
    /// dictionary coders do.
    /// </summary>
    /// <exception cref="RecordFormatException">The distance reaches before the beginning, or the limit is passed.</exception>
    public void CopyWithin(int distance, int count)
    {
        if (distance <= 0 || distance > Length) throw new RecordFormatException($"a match reaches {distance} bytes back, {Length} are there");
        CheckLimit(count);
        Span<byte> destination = GetSpan(count);
        int from = Length - distance;
        Length += count;
        if (distance >= count)
        {
            _bytes.AsSpan(from, count).CopyTo(destination);
            return;
        }
        // The period doubles with each copy, so overlapping matches cost few calls.
        int done = 0;
        while (done < count)
        {
            int step = Math.Min(distance + done, count - done);
            _bytes.AsSpan(from, step).CopyTo(destination[done..]);
            done += step;
        }
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
