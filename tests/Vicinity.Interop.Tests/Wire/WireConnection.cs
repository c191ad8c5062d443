using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Vicinity.Protocol;

namespace Vicinity.Interop.Tests;

/// <summary>One plain connection that sends exactly the request and version it is told, for rules that no client can be made to test.</summary>
internal sealed class WireConnection : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private int _correlation;

    private WireConnection(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    public static async Task<WireConnection> OpenAsync(BrokerUnderTest broker)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(broker.Host, broker.Port, TestContext.Current.CancellationToken);
        return new WireConnection(tcp);
    }

    /// <summary>Sends a request and reads its answer to the last byte.</summary>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        int correlation = await SendAsync(request, version);
        byte[] frame = await ReadFrameAsync() ?? throw new EndOfStreamException($"the connection was closed instead of an answer to {TRequest.ApiKey} {version}");
        return Parse<TResponse>(frame, version, correlation);
    }

    /// <summary>Sends a request and does not wait; returns its correlation id.</summary>
    public Task<int> SendAsync<TRequest>(TRequest request, short version)
        where TRequest : IMessage<TRequest> => SendAsync(request, version, version);

    /// <summary>Sends a request in the layout of one version under the number of another.</summary>
    public async Task<int> SendAsync<TRequest>(TRequest request, short layout, short version)
        where TRequest : IMessage<TRequest>
    {
        var output = new ArrayBufferWriter<byte>();
        int correlation = ++_correlation;
        Frame.WriteRequest(output, request, layout, correlation, "interop");
        byte[] frame = output.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), version);
        await SendBytesAsync(frame);
        return correlation;
    }

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The next frame without its size, or null when the broker has closed the connection.</summary>
    public async Task<byte[]?> ReadFrameAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(s_limit);
        try
        {
            var size = new byte[4];
            await _stream.ReadExactlyAsync(size, timeout.Token);
            var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
            await _stream.ReadExactlyAsync(frame, timeout.Token);
            return frame;
        }
        catch (EndOfStreamException)
        {
            return null;
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            return null;
        }
    }

    public static TResponse Parse<TResponse>(byte[] frame, short version, int correlation)
        where TResponse : IMessage<TResponse>
    {
        var reader = new ProtocolReader(frame);
        ResponseHeader header = ResponseHeader.Read(ref reader, TResponse.ApiKey, version);
        header.CorrelationId.ShouldBe(correlation);
        TResponse response = TResponse.Read(ref reader, version);
        reader.RequireEnd(typeof(TResponse).Name);
        return response;
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }
}
