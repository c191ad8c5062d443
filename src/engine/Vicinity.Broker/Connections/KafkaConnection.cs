using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// One client's connection: reads requests in order, hands each to its handler, and lets the answers leave in the same order.
/// A handler does its effect (an append above all) before the next request of the connection is read.
/// </summary>
internal sealed class KafkaConnection : IPlaceHolder, IDisposable
{
    /// <summary>Most array elements in one request. Each becomes an object of some hundred bytes; a request that names every partition a node may have stays far below.</summary>
    private const int MaxElements = 500_000;

    private readonly Socket _socket;
    private readonly HandlerTable _handlers;
    private readonly ILogger _log;
    private readonly FrameReader _reader;
    private readonly SendBuffer _output;
    private readonly AnswerQueue _answers;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConnectionInfo _info;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _time;
    private bool _hasSpoken;
    private volatile bool _finishing;

    public KafkaConnection(Socket socket, HandlerTable handlers, BrokerOptions options, ConnectionLimits limits, TimeProvider time, ILogger log)
    {
        _limits = limits;
        _time = time;
        _socket = socket;
        _handlers = handlers;
        _log = log;
        _reader = new FrameReader(socket, options.MaxRequestBytes, limits.Frames, options.FrameTimeout, time, Refused);
        _output = new SendBuffer(socket, time);
        _answers = new AnswerQueue(_output, options.MaxInFlightPerConnection, Broken, _closing.Token);
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        var local = (IPEndPoint)socket.LocalEndPoint!;
        _info = new ConnectionInfo(remote, local, Refused, Broken, Finish);
    }

    /// <summary>Serves the connection until either side ends it. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ServeAsync().ConfigureAwait(false);
            _answers.Release();
            if (_finishing) _answers.Hurry();
            await _answers.DrainedAsync().WaitAsync(TimeSpan.FromSeconds(30), _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FrameException or ProtocolException)
        {
            ConnectionLogLines.MalformedRequest(_log, _info.Remote, e.Message);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or TimeoutException or ObjectDisposedException)
        {
            ConnectionLogLines.ConnectionLost(_log, _info.Remote, e.Message);
        }
#pragma warning disable CA1031 // a fault of ours in one request ends this connection, not the node
        catch (Exception e)
#pragma warning restore CA1031
        {
            ConnectionLogLines.RequestFailed(_log, e, _info.Remote);
        }
        finally
        {
            _answers.Break();
            _info.Attached?.Dispose();
            Close();
            await _answers.StoppedAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the connection: reading stops at once; <see cref="RunAsync"/> returns.</summary>
    public void Close()
    {
        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // already ended
        }
    }

    /// <summary>Takes no further requests; <see cref="RunAsync"/> returns when the answers of those taken have left.</summary>
    public void Finish()
    {
        _finishing = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the client is gone
        }

        _answers.Hurry();
    }

    /// <summary>Bytes that have come.</summary>
    public long Received => _reader.Received;

    /// <summary>Whether the connection was let in among the places that are kept for nodes.</summary>
    public bool IsOnTrial { get; set; }

    public void GiveWay(string reason)
    {
        ConnectionLogLines.ConnectionLost(_log, _info.Remote, reason);
        Close();
    }

    /// <summary>
    /// Ends the connection when it is idle: nothing came and nothing left for the time allowed, and no answer is owed. Nodes are never idle: what they
    /// need each other for does not come often. To be called at intervals, by one thread at a time.
    /// </summary>
    public void Look(TimeSpan maxIdle)
    {
        _reader.Look();
        if (maxIdle <= TimeSpan.Zero || _info.IsNode) return;
        long last = Math.Max(_reader.LastReceived, _output.LastSent);
        if (_time.GetElapsedTime(last) >= maxIdle && !_answers.IsOwed) GiveWay($"it was idle for {maxIdle.TotalSeconds:0.#} s (connections.max.idle.ms)");
    }

    public void Dispose()
    {
        _socket.Dispose();
        _closing.Dispose();
        _reader.Dispose();
        _output.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (await _reader.ReadAsync(_closing.Token).ConfigureAwait(false) is ReadOnlyMemory<byte> frame)
            {
                _info.MoreIsBuffered = _reader.HasBufferedFrame;
                _info.IsStreaming = _info.MoreIsBuffered || frame.Length >= FrameReader.LargeFrame;
                if (!_handlers.Ready.IsCompleted && !_info.IsNode && !IsApiVersions(frame.Span))
                {
                    _answers.Release();
                    await _handlers.Ready.WaitAsync(_closing.Token).ConfigureAwait(false);
                }

                if (_info.MoreIsBuffered) _answers.Hold();
                await DispatchAsync(frame).ConfigureAwait(false);
                if (!_info.MoreIsBuffered) _answers.Release();
                ValueTask room = _answers.WaitForRoomAsync();
                if (!room.IsCompleted)
                {
                    _answers.Release();
                    await room.ConfigureAwait(false);
                }
            }
        }
        catch (FrameException) when (_finishing)
        {
            // a request that had not arrived whole when the node began to stop
        }
    }

    private static bool IsApiVersions(ReadOnlySpan<byte> frame) => BinaryPrimitives.TryReadInt16BigEndian(frame, out short key) && key == (short)ApiKey.ApiVersions;

    private ValueTask DispatchAsync(ReadOnlyMemory<byte> frame)
    {
        (IRequestHandler handler, bool isCopied) = Find(frame);
        if (!isCopied || frame.Length <= FrameReader.SmallBuffer)
        {
            Dispatch(frame, handler, 0);
            return ValueTask.CompletedTask;
        }

        ValueTask room = _limits.Requests.TakeAsync(frame.Length, null, _closing.Token);
        if (!room.IsCompletedSuccessfully) return DispatchLaterAsync(room, frame, handler);
        Dispatch(frame, handler, frame.Length);
        return ValueTask.CompletedTask;
    }

    private async ValueTask DispatchLaterAsync(ValueTask room, ReadOnlyMemory<byte> frame, IRequestHandler handler)
    {
        await room.ConfigureAwait(false);
        Dispatch(frame, handler, frame.Length);
    }

    /// <summary>The handler of a request, and whether it gets the request in memory of its own.</summary>
    private (IRequestHandler Handler, bool IsCopied) Find(ReadOnlyMemory<byte> frame)
    {
        var reader = new ProtocolReader(frame, MaxElements);
        RequestHeader header = RequestHeader.Read(ref reader);
        if (!_hasSpoken && IsOnTrial && header.ApiKey != ApiKey.ApiVersions) throw new FrameException(_limits.Places.NotANode);
        if (_handlers.Find(header.ApiKey, header.ApiVersion) is not IRequestHandler handler)
            throw new FrameException($"api {header.ApiKey} version {header.ApiVersion} is not offered{_handlers.DescribeOffer(header.ApiKey)}");
        return (handler, !handler.ReadsInPlace);
    }

    /// <param name="frame">The request.</param>
    /// <param name="handler">Its handler.</param>
    /// <param name="held">Bytes that were taken for its copy.</param>
    private void Dispatch(ReadOnlyMemory<byte> frame, IRequestHandler handler, int held)
    {
        var reader = new ProtocolReader(handler.ReadsInPlace ? frame : frame.ToArray(), MaxElements);
        RequestHeader header = RequestHeader.Read(ref reader);
        Answer answer = handler.Begin(header);
        if (held > 0)
        {
            answer.Hold(_limits.Requests, held);
            _limits.Heap.Note(held);
        }

        _answers.Enqueue(answer);
        handler.Handle(ref reader, header, answer, _info);
        if (_hasSpoken) return;
        _hasSpoken = true;
        _limits.Places.Spoke(this, _info.IsNode);
    }

    private void Refused(string reason)
    {
        ConnectionLogLines.MalformedRequest(_log, _info.Remote, reason);
        Close();
    }

    private void Broken(Exception e)
    {
        if (e is not (SocketException or OperationCanceledException or ObjectDisposedException)) ConnectionLogLines.RequestFailed(_log, e, _info.Remote);
        Close();
    }
}
