using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Vicinity.Broker;

/// <summary>
/// Collects the bytes of answers and sends them. Used by one writer at a time; holds at most about <see cref="SendAbove"/> bytes,
/// because writers flush when it is reached; a large buffer is given back when everything is sent.
/// </summary>
internal sealed class SendBuffer(Socket socket, TimeProvider time) : IBufferWriter<byte>, IDisposable
{
    /// <summary>From this many bytes on a writer sends what it has before it goes on.</summary>
    public const int SendAbove = 256 * 1024;

    private const int Initial = 8 * 1024;
    private const int MostKept = 64 * 1024;

    // A pool would keep the largest answers that there ever were, in each size on the way to them.
    private readonly FrameBuffer _buffer = new();
    private int _length;

    /// <summary>Timestamp of the last bytes that the system took.</summary>
    public long LastSent { get; private set; } = time.GetTimestamp();

    /// <summary>Bytes that wait to be sent.</summary>
    public int Length => _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.Memory[_length..];
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.GetSpan()[_length..];
    }

    /// <summary>Leaves four bytes for a size that is not known yet, and says where.</summary>
    public int BeginFrame()
    {
        Reserve(4);
        int at = _length;
        _length += 4;
        return at;
    }

    /// <summary>Fills in the size of the frame begun at <paramref name="at"/>: everything written since, and <paramref name="following"/> bytes that are still to come.</summary>
    public void EndFrame(int at, long following = 0) =>
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan()[at..], checked((int)(_length - at - 4 + following)));

    /// <summary>Sends everything collected.</summary>
    public async ValueTask SendAsync(CancellationToken cancellation)
    {
        int sent = 0;
        while (sent < _length)
        {
            sent += await socket.SendAsync(_buffer.Memory[sent.._length], SocketFlags.None, cancellation).ConfigureAwait(false);
            LastSent = time.GetTimestamp();
        }

        _length = 0;
        if (_buffer.Capacity > MostKept) _buffer.Resize(0);
    }

    public void Dispose()
    {
        ((IDisposable)_buffer).Dispose();
        _length = 0;
    }

    private void Reserve(int count)
    {
        if (_buffer.Capacity - _length >= count) return;
        long ahead = Math.Max(Initial, Math.Min(_buffer.Capacity * 2L, int.MaxValue));
        _buffer.Resize(checked((int)Math.Max(ahead, (long)_length + count)));
    }
}
