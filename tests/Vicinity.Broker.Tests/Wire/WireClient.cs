using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>One connection to a node that sends requests of any version, and any other bytes. Waits are bounded.</summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private int _nextCorrelation = 100;

    private WireClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static async Task<WireClient> ConnectAsync(IPEndPoint node)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node, TestContext.Current.CancellationToken);
        return new WireClient(socket);
    }

    /// <summary>Sends a request and returns its answer.</summary>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(IRequestMessage<TRequest, TResponse> request, short version)
        where TRequest : class, IRequestMessage<TRequest, TResponse>
        where TResponse : class, IResponseMessage<TResponse>
    {
        int sent = await SendAsync((TRequest)request, version);
        (int correlation, TResponse response) = await ReceiveAsync<TResponse>(version);
        correlation.ShouldBe(sent);
        return response;
    }

    /// <summary>Sends a request without waiting for the answer.</summary>
    /// <returns>Its correlation id.</returns>
    public async Task<int> SendAsync<TRequest>(TRequest request, short version)
        where TRequest : class, IMessage<TRequest>
    {
        int correlation = _nextCorrelation++;
        await SendBytesAsync(Encode(request, version, correlation));
        return correlation;
    }

    /// <summary>The bytes of a request with its size in front.</summary>
    public static byte[] Encode<TRequest>(TRequest request, short version, int correlation = 1)
        where TRequest : class, IMessage<TRequest>
    {
        var bytes = new ArrayBufferWriter<byte>();
        Frame.WriteRequest(bytes, request, version, correlation, "test");
        return bytes.WrittenSpan.ToArray();
    }

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await Socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
    }

    /// <summary>Sends a frame: the size of the content, and the content.</summary>
    public Task SendFrameAsync(ReadOnlySpan<byte> content)
    {
        byte[] frame = new byte[content.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        content.CopyTo(frame.AsSpan(4));
        return SendBytesAsync(frame);
    }

    /// <summary>The next answer.</summary>
    public async Task<(int Correlation, TResponse Response)> ReceiveAsync<TResponse>(short version)
        where TResponse : class, IResponseMessage<TResponse>
    {
        byte[] frame = await ReceiveFrameAsync() ?? throw new EndOfStreamException("the node closed the connection");
        return Decode<TResponse>(frame, version);
    }

    /// <summary>Reads a whole answer; bytes left over are an error.</summary>
    public static (int Correlation, TResponse Response) Decode<TResponse>(byte[] frame, short version)
        where TResponse : class, IResponseMessage<TResponse>
    {
        var reader = new ProtocolReader(frame);
        ResponseHeader header = ResponseHeader.Read(ref reader, TResponse.ApiKey, version);
        TResponse response = TResponse.Read(ref reader, version);
        reader.RequireEnd(typeof(TResponse).Name);
        return (header.CorrelationId, response);
    }

    /// <summary>The next frame without its size, or null when the node has closed the connection.</summary>
    public async Task<byte[]?> ReceiveFrameAsync()
    {
        byte[] size = new byte[4];
        if (!await FillAsync(size)) return null;
        byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        return await FillAsync(frame) ? frame : throw new EndOfStreamException("the node closed the connection inside an answer");
    }

    /// <summary>Waits until the node closes the connection; anything that it still sends is an error.</summary>
    public async Task ShouldBeClosedAsync() => (await ReceiveFrameAsync()).ShouldBeNull();

    public void Dispose() => Socket.Dispose();

    private async Task<bool> FillAsync(Memory<byte> bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (!bytes.IsEmpty)
        {
            int received;
            try
            {
                received = await Socket.ReceiveAsync(bytes, patience.Token);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
            {
                return false;
            }

            if (received == 0) return false;
            bytes = bytes[received..];
        }

        return true;
    }
}
