using System.Buffers.Binary;
using System.Net.Sockets;

namespace Vicinity.Broker;

/// <summary>
/// Reads size-prefixed frames from a socket into one contiguous buffer. A large frame is received straight to its place, without the bytes behind
/// it, so that it is neither copied nor split: a batch of a megabyte goes from the socket's buffer to the log in two copies (kernel to here, here to the
/// page cache). All above <see cref="SmallBuffer"/> comes out of the
/// memory of all frames, and the buffer grows with what has arrived, so that a size alone costs nothing; what the frame before needed is given back when the connection rests. Used by one reader at a time; <see cref="Look"/> and
/// what an <see cref="IFrameHolder"/> does come from other threads.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="maxFrameBytes">Largest frame.</param>
/// <param name="memory">Memory of all frames.</param>
/// <param name="frameTimeout">A frame of which fewer than <see cref="LeastBytes"/> arrive in this time ends the connection.</param>
/// <param name="time">The clock.</param>
/// <param name="end">Ends the connection, with the reason.</param>
internal sealed class FrameReader(Socket socket, int maxFrameBytes, FrameMemory memory, TimeSpan frameTimeout, TimeProvider time, Action<string> end) : IFrameHolder, IDisposable
{
    /// <summary>What each connection has for its frames without asking.</summary>
    public const int SmallBuffer = 16 * 1024;

    /// <summary>From this size on a frame is received exactly, without what lies behind it.</summary>
    public const int LargeFrame = 32 * 1024;

    /// <summary>Bytes of an unfinished frame that must come in the time allowed: two kilobytes a second at its default.</summary>
    public const int LeastBytes = 64 * 1024;

    private const int FirstGrant = 64 * 1024;
    private const int MostKept = 2 * 1024 * 1024;
    private const int PrefixBytes = 4;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);

    private readonly FrameBuffer _buffer = new();
    private readonly Lock _resting = new();
    private int _start;
    private int _end;
    private long _charged;
    private bool _isResting;
    private long _restsSince;
    private long _unfinishedSince;
    private long _received;
    private long _frames;
    private volatile bool _isReceivingFrame;
    private volatile bool _waitsForMemory;
    private long _lookedFrames = -1;
    private long _lookedReceived;
    private long _lookedAt;

    /// <summary>Whether another whole frame lies in the buffer already, so that the next read will not wait.</summary>
    public bool HasBufferedFrame =>
        _end - _start >= PrefixBytes
        && _end - _start - PrefixBytes >= BinaryPrimitives.ReadInt32BigEndian(_buffer.GetSpan()[_start..]);

    /// <summary>Timestamp of the last bytes that came.</summary>
    public long LastReceived { get; private set; } = time.GetTimestamp();

    /// <summary>Bytes that all frames so far had, those still arriving included.</summary>
    public long Received => Volatile.Read(ref _received);

    public long UnfinishedBytes => _isReceivingFrame ? Volatile.Read(ref _charged) : 0;

    public long UnfinishedSince => Volatile.Read(ref _unfinishedSince);

    /// <summary>
    /// The next frame without its size, or null when the peer closed the connection between two frames. The bytes are valid until the next call.
    /// </summary>
    /// <exception cref="FrameException">The size is negative or above the limit, or the connection ended inside a frame.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        if (_start == _end) await RestAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (_end - _start < PrefixBytes)
            {
                MakeRoom(PrefixBytes);
                int received = await ReceiveAsync(_buffer.Capacity - _end, cancellation).ConfigureAwait(false);
                if (received == 0) return _end == _start ? null : throw new FrameException($"the connection ended after {_end - _start} bytes of a frame's size");
                if (!_isReceivingFrame) Begin();
            }

            int size = BinaryPrimitives.ReadInt32BigEndian(_buffer.GetSpan()[_start..]);
            if (size < 0) throw new FrameException($"frame size {size} is negative");
            if (size > maxFrameBytes) throw new FrameException($"frame size {size} is above the limit of {maxFrameBytes} bytes");
            int whole = PrefixBytes + size;
            if (_end - _start < whole && !_isReceivingFrame) Begin();
            if (whole > SmallBuffer && _end - _start < whole) await ChargeAsync(whole, cancellation).ConfigureAwait(false);
            while (_end - _start < whole)
            {
                MakeRoom(whole);
                int room = _buffer.Capacity - _end;
                int received = await ReceiveAsync(whole >= LargeFrame ? Math.Min(whole - (_end - _start), room) : room, cancellation).ConfigureAwait(false);
                if (received == 0) throw new FrameException($"the connection ended after {_end - _start - PrefixBytes} of a frame's {size} bytes");
            }

            ReadOnlyMemory<byte> frame = _buffer.Memory.Slice(_start + PrefixBytes, size);
            _start += whole;
            return frame;
        }
        finally
        {
            _isReceivingFrame = false;
        }
    }

    /// <summary>Ends a connection whose frame does not arrive, and gives back the memory of a connection that is idle. To be called at intervals, by one thread at a time.</summary>
    public void Look()
    {
        long now = time.GetTimestamp();
        if (!_isReceivingFrame || _waitsForMemory)
        {
            // What keeps it from receiving is not the sender.
            _lookedFrames = -1;
            lock (_resting)
            {
                if (_isResting && time.GetElapsedTime(_restsSince, now) >= s_rest) Empty();
            }

            return;
        }

        long frames = Volatile.Read(ref _frames);
        long received = Received;
        if (frames != _lookedFrames || received - _lookedReceived >= LeastBytes)
        {
            (_lookedFrames, _lookedReceived, _lookedAt) = (frames, received, now);
        }
        else if (time.GetElapsedTime(_lookedAt, now) >= frameTimeout)
        {
            end($"of a frame {received - _lookedReceived} bytes came in {frameTimeout.TotalSeconds:0.#} s, fewer than {LeastBytes} (FrameTimeout)");
        }
    }

    public void GiveBackUnused()
    {
        lock (_resting)
        {
            if (_isResting) Empty();
        }
    }

    public void End(string reason) => end(reason);

    public void Dispose()
    {
        lock (_resting)
        {
            _isResting = false;
            Empty();
        }

        ((IDisposable)_buffer).Dispose();
        _start = _end = 0;
    }

    private void Begin()
    {
        Volatile.Write(ref _unfinishedSince, time.GetTimestamp());
        Volatile.Write(ref _frames, _frames + 1);
        _isReceivingFrame = true;
    }

    /// <summary>Waits for the first bytes of the next frame. Nothing is received into the buffer meanwhile: it can be given back.</summary>
    private async ValueTask RestAsync(CancellationToken cancellation)
    {
        _start = _end = 0;
        if (_buffer.Capacity == SmallBuffer) return;
        lock (_resting)
        {
            if (_charged > MostKept || memory.IsShort) Empty();
            _isResting = true;
            _restsSince = time.GetTimestamp();
        }

        try
        {
            // Such a receive ends now and then without a byte to receive; the next one would hold the buffer until the client speaks.
            do await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellation).ConfigureAwait(false);
            while (!socket.Poll(0, SelectMode.SelectRead));
        }
        finally
        {
            lock (_resting) _isResting = false;
        }

        if (_buffer.Capacity == 0) _buffer.Resize(SmallBuffer);
    }

    /// <summary>Gives the buffer back. Under the lock, while nothing is in it.</summary>
    private void Empty()
    {
        _buffer.Resize(0);
        if (_charged > 0) memory.Give(Interlocked.Exchange(ref _charged, 0), this);
    }

    private async ValueTask<int> ReceiveAsync(int most, CancellationToken cancellation)
    {
        int received = await socket.ReceiveAsync(_buffer.Memory.Slice(_end, most), SocketFlags.None, cancellation).ConfigureAwait(false);
        _end += received;
        LastReceived = time.GetTimestamp();
        Volatile.Write(ref _received, _received + received);
        return received;
    }

    /// <summary>Makes the buffer hold <paramref name="whole"/> bytes from the frame's begin on, or twice of what has come, with room behind what it holds.</summary>
    private void MakeRoom(int whole)
    {
        int held = _end - _start;
        int wanted = Math.Min(whole, Math.Max(FirstGrant, (int)Math.Min(held * 2L, int.MaxValue)));
        if (_buffer.Capacity - _start >= wanted && _end < _buffer.Capacity) return;
        if (_start > 0)
        {
            Span<byte> all = _buffer.GetSpan();
            all[_start.._end].CopyTo(all);
            _start = 0;
            _end = held;
        }

        if (_buffer.Capacity >= wanted && held < _buffer.Capacity) return;
        _buffer.Resize(Math.Max(wanted, SmallBuffer));
    }

    /// <summary>Takes memory for a whole frame, unless what is kept suffices.</summary>
    private async ValueTask ChargeAsync(int bytes, CancellationToken cancellation)
    {
        if (bytes <= _charged) return;
        ValueTask taken = memory.TakeAsync(bytes - _charged, this, cancellation);
        if (!taken.IsCompletedSuccessfully)
        {
            _waitsForMemory = true;
            try
            {
                await taken.ConfigureAwait(false);
            }
            finally
            {
                _waitsForMemory = false;
            }
        }

        Volatile.Write(ref _charged, bytes);
    }
}
