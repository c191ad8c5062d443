using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

/// <summary>A broker on the loopback whose answers the test writes. Answers of a connection leave in the order of its requests, as the protocol demands.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ApiKey, Func<RequestHeader, ReadOnlyMemory<byte>, Task<byte[]?>>> _handlers = new();
    private readonly ConcurrentDictionary<Socket, bool> _connections = new();
    private readonly ConcurrentDictionary<ApiKey, int> _requests = new();

    public FakeBroker(int nodeId = 1)
    {
        NodeId = nodeId;
        _listener.Start();
        _ = AcceptAsync();
        On<MetadataRequest, MetadataResponse>(request => Describe(request));
        On<InitProducerIdRequest, InitProducerIdResponse>(_ => new InitProducerIdResponse { ProducerId = 1000 + Count(ApiKey.InitProducerId), ProducerEpoch = 0 });
    }

    public int NodeId { get; }

    public BrokerAddress Address => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public string Servers => Address.ToString();

    /// <summary>Topics and their numbers of partitions, as Metadata tells them.</summary>
    public ConcurrentDictionary<string, int> Topics { get; } = new();

    /// <summary>Other nodes of the cluster.</summary>
    public List<FakeBroker> Peers { get; } = [];

    /// <summary>Who leads; this node unless a test says otherwise.</summary>
    public ConcurrentDictionary<TopicPartition, int> Leaders { get; } = new();

    /// <summary>Highest version of ApiVersions that is understood.</summary>
    public short HighestApiVersions { get; set; } = 3;

    /// <summary>Ranges that are offered instead of all that this build knows.</summary>
    public Dictionary<ApiKey, ApiRange> Ranges { get; } = [];

    /// <summary>Requests of an API so far.</summary>
    public int Count(ApiKey api) => _requests.GetValueOrDefault(api);

    public FakeBroker On<TRequest, TResponse>(Func<TRequest, TResponse?> answer)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : class, IResponseMessage<TResponse> =>
        OnAsync<TRequest, TResponse>(request => Task.FromResult(answer(request)));

    public FakeBroker OnAsync<TRequest, TResponse>(Func<TRequest, Task<TResponse?>> answer)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : class, IResponseMessage<TResponse>
    {
        _handlers[TRequest.ApiKey] = async (header, body) =>
        {
            TResponse? response = await answer(ReadBody<TRequest>(body, header.ApiVersion));
            if (response is null) return null;
            var bytes = new ArrayBufferWriter<byte>();
            Frame.WriteResponse(bytes, response, header.ApiVersion, header.CorrelationId);
            return bytes.WrittenSpan.ToArray();
        };
        return this;
    }

    /// <summary>Answers an API with bytes as they are, size field included.</summary>
    public FakeBroker OnRaw(ApiKey api, Func<RequestHeader, byte[]?> answer)
    {
        _handlers[api] = (header, _) => Task.FromResult(answer(header));
        return this;
    }

    /// <summary>Closes all connections; new ones are taken.</summary>
    public void DropConnections()
    {
        foreach (Socket socket in _connections.Keys) socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        DropConnections();
    }

    private MetadataResponse Describe(MetadataRequest request)
    {
        List<string> names = request.Topics is null ? [.. Topics.Keys] : [.. request.Topics.Select(t => t.Name!)];
        return new MetadataResponse
        {
            ClusterId = "fake",
            ControllerId = NodeId,
            Brokers = [.. Peers.Prepend(this).Select(b => new MetadataResponseBroker { NodeId = b.NodeId, Host = b.Address.Host, Port = b.Address.Port })],
            Topics = [.. names.Select(name => new MetadataResponseTopic
            {
                Name = name,
                ErrorCode = Topics.ContainsKey(name) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition,
                Partitions = [.. Enumerable.Range(0, Topics.GetValueOrDefault(name)).Select(i => new MetadataResponsePartition
                {
                    PartitionIndex = i,
                    LeaderId = Leaders.GetValueOrDefault(new TopicPartition(name, i), NodeId),
                    ReplicaNodes = [NodeId],
                    IsrNodes = [NodeId],
                })],
            })],
        };
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _connections[socket] = true;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        byte[] size = new byte[4];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(size, _stop.Token);
                byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
                await stream.ReadExactlyAsync(frame, _stop.Token);
                (RequestHeader header, int headerBytes) = ReadHeader(frame);
                _requests.AddOrUpdate(header.ApiKey, 1, (_, n) => n + 1);
                byte[]? answer = header.ApiKey == ApiKey.ApiVersions ? AnswerVersions(header)
                    : _handlers.TryGetValue(header.ApiKey, out var handler) ? await handler(header, frame.AsMemory(headerBytes))
                    : throw new DropConnectionException();
                if (answer is not null) await stream.WriteAsync(answer, _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or DropConnectionException)
        {
        }
        finally
        {
            _connections.TryRemove(socket, out _);
        }
    }

    private byte[] AnswerVersions(RequestHeader header)
    {
        var response = new ApiVersionsResponse
        {
            ApiKeys = [.. ApiCatalog.All.Select(api => (Key: api.Key, Range: Ranges.GetValueOrDefault(api.Key, api.Versions)))
                .Select(api => new ApiVersionsResponseApiKey { ApiKey = (short)api.Key, MinVersion = api.Range.Lowest, MaxVersion = api.Range.Highest })],
        };
        short version = header.ApiVersion;
        if (version > HighestApiVersions)
        {
            response = new ApiVersionsResponse { ErrorCode = ErrorCode.UnsupportedVersion };
            version = 0;
        }
        var bytes = new ArrayBufferWriter<byte>();
        Frame.WriteResponse(bytes, response, version, header.CorrelationId);
        return bytes.WrittenSpan.ToArray();
    }

    private static (RequestHeader Header, int Bytes) ReadHeader(byte[] frame)
    {
        var reader = new ProtocolReader(frame);
        return (RequestHeader.Read(ref reader), reader.Position);
    }

    private static TRequest ReadBody<TRequest>(ReadOnlyMemory<byte> body, short version)
        where TRequest : IMessage<TRequest>
    {
        var reader = new ProtocolReader(body);
        return TRequest.Read(ref reader, version);
    }
}
