using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>An answer that is one response message.</summary>
internal sealed class MessageAnswer<TResponse> : Answer
    where TResponse : class, IResponseMessage<TResponse>
{
    private TResponse? _response;

    /// <summary>The API answered, which decides the header's form.</summary>
    public required ApiKey ApiKey { get; init; }

    /// <summary>Gives the response; only the first call counts.</summary>
    public void Complete(TResponse response)
    {
        Interlocked.CompareExchange(ref _response, response, null);
        MarkComplete();
    }

    /// <summary>Gives no response: the connection ends instead, and only what was asked before is answered.</summary>
    public void Withhold() => MarkComplete();

    public override ValueTask WriteAsync(SendBuffer output, CancellationToken cancellation)
    {
        if (_response is null) return ValueTask.CompletedTask;
        int frame = output.BeginFrame();
        var writer = new ProtocolWriter(output);
        new ResponseHeader(CorrelationId).Write(ref writer, ApiKey, Version);
        _response.Write(ref writer, Version);
        writer.Flush();
        output.EndFrame(frame);
        _response = null;
        return ValueTask.CompletedTask;
    }
}
