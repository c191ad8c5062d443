using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>AwaitTopics, ours, between nodes. Behavior: answers when this node has applied the cluster's own log far enough and knows leaders of the topics, or the time is over. Version notes: none.</summary>
internal sealed class AwaitTopicsHandler(LocalCluster local) : MessageHandler<AwaitTopicsRequest, AwaitTopicsResponse>(0, 0)
{
    private const int MostMs = 10_000;

    protected override async ValueTask<AwaitTopicsResponse> HandleAsync(AwaitTopicsRequest request, RequestContext context)
    {
        if (!context.Connection.IsNode) return new() { ErrorCode = ErrorCode.ClusterAuthorizationFailed };
        TimeSpan timeout = TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, 0, MostMs));
        return new() { ErrorCode = await local.AwaitAsync(request.Offset, [.. request.Topics.Select(t => t.TopicId)], timeout, CancellationToken.None).ConfigureAwait(false) };
    }
}
