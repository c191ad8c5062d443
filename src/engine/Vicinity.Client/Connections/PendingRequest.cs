using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A request that was sent and waits for its answer.</summary>
internal abstract class PendingRequest(ApiKey api, int correlationId, long deadline, long suspectAt = long.MaxValue)
{
    public ApiKey Api { get; } = api;

    public int CorrelationId { get; } = correlationId;

    /// <summary>Timestamp of the connection's clock at which the answer is overdue.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>Timestamp at which a healthy node would long have answered: time to ask other nodes for the leader.</summary>
    public long SuspectAt { get; } = suspectAt;

    /// <summary>Whether the answer may live in a pooled array, which its receiver then gives back.</summary>
    public virtual bool WantsPooledFrame => false;

    /// <summary>Decodes the answer and hands it over. Takes the lease.</summary>
    public abstract void Complete(FrameLease frame);

    public abstract void Fail(Exception error);
}

/// <summary>A request whose answer is decoded into its class.</summary>
internal sealed class PendingRequest<TResponse>(ApiKey api, short version, int correlationId, long deadline, long suspectAt, string address, bool keepFrame)
    : PendingRequest(api, correlationId, deadline, suspectAt)
    where TResponse : IResponseMessage<TResponse>
{
    private readonly TaskCompletionSource<Answer<TResponse>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Answer<TResponse>> Task => _completion.Task;

    public override bool WantsPooledFrame => keepFrame;

    public override void Complete(FrameLease frame)
    {
        try
        {
            var reader = new ProtocolReader(frame.Memory);
            ResponseHeader.Read(ref reader, Api, version);
            _completion.TrySetResult(new Answer<TResponse>(TResponse.Read(ref reader, version), frame));
        }
        catch (ProtocolException e)
        {
            ClientException error = LeadingError.TryRead(frame.Memory, Api, version) is { } code
                ? new KafkaErrorException(code, $"{Api} at {address}")
                : new ClientException($"{address} answered {Api} version {version} with bytes that are not the protocol: {e.Message}", inner: e);
            frame.Release();
            _completion.TrySetException(error);
        }
    }

    public override void Fail(Exception error) => _completion.TrySetException(error);
}

/// <summary>A decoded answer and the bytes that its fields point into.</summary>
internal readonly record struct Answer<TResponse>(TResponse Body, FrameLease Frame);

/// <summary>
/// The first request of a connection. A broker that does not know its version answers in the layout of version 0, whatever was asked.
/// </summary>
internal sealed class PendingVersions(short version, int correlationId, long deadline, string address)
    : PendingRequest(ApiKey.ApiVersions, correlationId, deadline)
{
    private readonly TaskCompletionSource<ApiVersionsResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ApiVersionsResponse> Task => _completion.Task;

    public override void Complete(FrameLease frame)
    {
        try
        {
            var peek = new ProtocolReader(frame.Memory);
            ResponseHeader.Read(ref peek, Api, version);
            ProtocolReader reader = peek;
            ErrorCode code = peek.ReadErrorCode("ApiVersions error");
            _completion.TrySetResult(code == ErrorCode.UnsupportedVersion
                ? new ApiVersionsResponse { ErrorCode = code }
                : ApiVersionsResponse.Read(ref reader, version));
        }
        catch (ProtocolException e)
        {
            _completion.TrySetException(new ClientException($"{address} does not speak the Kafka protocol: {e.Message}", inner: e));
        }
    }

    public override void Fail(Exception error) => _completion.TrySetException(error);
}
