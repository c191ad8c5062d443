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
internal sealed class KafkaConnection : IDisposable
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
    private volatile bool _finishing;

    public KafkaConnection(Socket socket, HandlerTable handlers, BrokerOptions options, ILogger log)
    {
        _socket = socket;
        _handlers = handlers;
        _log = log;
        _reader = new FrameReader(socket, options.MaxRequestBytes);
        _output = new SendBuffer(socket);
        _answers = new AnswerQueue(_output, options.MaxInFlightPerConnection, Broken, _closing.Token);
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        var local = (IPEndPoint)socket.LocalEndPoint!;
        _info = new ConnectionInfo(remote, local, Refused, Broken);
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
            BrokerLog.MalformedRequest(_log, _info.Remote, e.Message);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or TimeoutException or ObjectDisposedException)
        {
            BrokerLog.ConnectionLost(_log, _info.Remote, e.Message);
        }
#pragma warning disable CA1031 // a fault of ours in one request ends this connection, not the node
        catch (Exception e)
#pragma warning restore CA1031
        {
            BrokerLog.RequestFailed(_log, e, _info.Remote);
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
                Dispatch(frame);
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

    private void Dispatch(ReadOnlyMemory<byte> frame)
    {
        var reader = new ProtocolReader(frame, MaxElements);
        RequestHeader header = RequestHeader.Read(ref reader);
        if (_handlers.Find(header.ApiKey, header.ApiVersion) is not IRequestHandler handler)
            throw new FrameException($"api {header.ApiKey} version {header.ApiVersion} is not offered{_handlers.DescribeOffer(header.ApiKey)}");
        if (!handler.ReadsInPlace)
        {
            reader = new ProtocolReader(frame.ToArray(), MaxElements);
            header = RequestHeader.Read(ref reader);
        }

        Answer answer = handler.Begin(header);
        _answers.Enqueue(answer);
        handler.Handle(ref reader, header, answer, _info);
    }

    private void Refused(string reason)
    {
        BrokerLog.MalformedRequest(_log, _info.Remote, reason);
        Close();
    }

    private void Broken(Exception e)
    {
        if (e is not (SocketException or OperationCanceledException or ObjectDisposedException)) BrokerLog.RequestFailed(_log, e, _info.Remote);
        Close();
    }
}
