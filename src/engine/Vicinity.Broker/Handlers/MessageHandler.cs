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
        if (response.IsCompletedSuccessfully) messageAnswer.Complete(response.Result);
        else _ = CompleteLaterAsync(response, messageAnswer, connection);
    }

    /// <summary>Serves the request.</summary>
    protected abstract ValueTask<TResponse> HandleAsync(TRequest request, RequestContext context);

    private static async Task CompleteLaterAsync(ValueTask<TResponse> response, MessageAnswer<TResponse> answer, ConnectionInfo connection)
    {
        try
        {
            answer.Complete(await response.ConfigureAwait(false));
        }
#pragma warning disable CA1031 // a fault of ours has no answer in the protocol: the client sees its connection closed and tries again
        catch (Exception e)
#pragma warning restore CA1031
        {
            connection.Fail(e);
        }
    }
}
