using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>A handler that reads a whole request message and answers with a whole response message, now or later.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TResponse">Its response.</typeparam>
internal abstract class MessageHandler<TRequest, TResponse>(short minVersion, short maxVersion) : IRequestHandler
    where TRequest : class, IRequestMessage<TRequest, TResponse>
    where TResponse : class, IResponseMessage<TResponse>
{
    public OfferedApi Offered { get; } = new(TRequest.ApiKey, minVersion, maxVersion);

    public bool ReadsInPlace => false;

    public virtual Answer Begin(in RequestHeader header) =>
        new MessageAnswer<TResponse> { ApiKey = TRequest.ApiKey, CorrelationId = header.CorrelationId, Version = header.ApiVersion };

    public void Handle(ref ProtocolReader reader, in RequestHeader header, Answer answer, ConnectionInfo connection)
    {
        TRequest request = TRequest.Read(ref reader, header.ApiVersion);
        ValueTask<TResponse> response = HandleAsync(request, new RequestContext(header.ApiVersion, header.ClientId, connection));
        var messageAnswer = (MessageAnswer<TResponse>)answer;
        if (response.IsCompletedSuccessfully) Complete(messageAnswer, response.Result, connection);
        else _ = CompleteLaterAsync(response, messageAnswer, connection);
    }

    /// <summary>Serves the request.</summary>
    protected abstract ValueTask<TResponse> HandleAsync(TRequest request, RequestContext context);

    /// <summary>
    /// Whether the client is to look for another node: then it gets no response, and its connection ends when what it asked before is answered.
    /// An error would not do: some clients remember it, and do not ask again.
    /// </summary>
    protected virtual bool SendsAway(TResponse response, ConnectionInfo connection) => false;

    private void Complete(MessageAnswer<TResponse> answer, TResponse response, ConnectionInfo connection)
    {
        if (!SendsAway(response, connection))
        {
            answer.Complete(response);
            return;
        }

        connection.End();
        answer.Withhold();
    }

    private async Task CompleteLaterAsync(ValueTask<TResponse> response, MessageAnswer<TResponse> answer, ConnectionInfo connection)
    {
        try
        {
            Complete(answer, await response.ConfigureAwait(false), connection);
        }
#pragma warning disable CA1031 // a fault of ours has no answer in the protocol: the client sees its connection closed and tries again
        catch (Exception e)
#pragma warning restore CA1031
        {
            connection.Fail(e);
        }
    }
}
