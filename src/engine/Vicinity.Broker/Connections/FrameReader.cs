using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Vicinity.Broker;

/// <summary>
/// Reads size-prefixed frames from a socket into one contiguous pooled buffer. A large frame is received straight to its place, without
/// the bytes behind it, so that it is neither copied nor split: a batch of a megabyte goes from the socket's buffer to the log in two copies
/// (kernel to here, here to the page cache). Used by one reader at a time.
/// </summary>
internal sealed class FrameReader(Socket socket, int maxFrameBytes) : IDisposable
{
    private const int SmallBuffer = 16 * 1024;
    /// <summary>From this size on a frame is received exactly, without what lies behind it.</summary>
    public const int LargeFrame = 32 * 1024;

    private const int GrantedBytes = 2 * 1024 * 1024;
    private const int PrefixBytes = 4;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private int _start;
    private int _end;

    /// <summary>Whether another whole frame lies in the buffer already, so that the next read will not wait.</summary>
    public bool HasBufferedFrame =>
        _end - _start >= PrefixBytes
        && _end - _start - PrefixBytes >= BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));

    /// <summary>
    /// The next frame without its size, or null when the peer closed the connection between two frames. The bytes are valid until the next call.
    /// </summary>
    /// <exception cref="FrameException">The size is negative or above the limit, or the connection ended inside a frame.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        if (_start == _end) Rewind();
        while (_end - _start < PrefixBytes)
        {
            MakeRoom(PrefixBytes);
            int received = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellation).ConfigureAwait(false);
            if (received == 0) return _end == _start ? null : throw new FrameException($"the connection ended after {_end - _start} bytes of a frame's size");
            _end += received;
        }

        int size = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        if (size < 0) throw new FrameException($"frame size {size} is negative");
        if (size > maxFrameBytes) throw new FrameException($"frame size {size} is above the limit of {maxFrameBytes} bytes");
        int whole = PrefixBytes + size;
        while (_end - _start < whole)
        {
            MakeRoom(whole);
            int room = _buffer.Length - _end;
            int limit = whole >= LargeFrame ? Math.Min(whole - (_end - _start), room) : room;
            int received = await socket.ReceiveAsync(_buffer.AsMemory(_end, limit), SocketFlags.None, cancellation).ConfigureAwait(false);
            if (received == 0) throw new FrameException($"the connection ended after {_end - _start - PrefixBytes} of a frame's {size} bytes");
            _end += received;
        }

        var frame = new ReadOnlyMemory<byte>(_buffer, _start + PrefixBytes, size);
        _start += whole;
        return frame;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private void Rewind() => _start = _end = 0;

    /// <summary>
    /// Makes the buffer hold <paramref name="whole"/> bytes from the frame's begin on, or as many as are granted at a time, with room behind
    /// what it holds. It grows with what has arrived, at most doubling, so that a size alone reserves little memory.
    /// </summary>
    private void MakeRoom(int whole)
    {
        int held = _end - _start;
        int wanted = Math.Min(whole, Math.Max(GrantedBytes, held * 2));
        if (_buffer.Length - _start >= wanted && _end < _buffer.Length) return;
        if (_buffer.Length >= wanted && held < _buffer.Length)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, held);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, SmallBuffer));
            Buffer.BlockCopy(_buffer, _start, larger, 0, held);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _start = 0;
        _end = held;
    }
}
