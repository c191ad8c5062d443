using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DeleteTopics. Behavior: when it answers, the topic is gone, whatever the timeout says; readers of it see UNKNOWN_TOPIC_OR_PARTITION. A topic named twice is answered once.
/// Version notes: v5 messages; v6 names or ids (KIP-516).
/// </summary>
internal sealed class DeleteTopicsHandler(ClusterController controller, PeerNetwork peers, TopicRegistry topics, BrokerOptions options)
    : ControllerHandler<DeleteTopicsRequest, DeleteTopicsResponse>(controller, peers, options, 0, 6)
{
    private const short IdsFrom = 6;

    protected override async ValueTask<DeleteTopicsResponse> ServeAsync(DeleteTopicsRequest request, RequestContext context)
    {
        var response = new DeleteTopicsResponse();
        foreach (var asked in Asked(request, context).DistinctBy(t => (t.Name, t.Name is null ? t.TopicId : default)))
        {
            Topic? topic = asked.Name is not null ? topics.Find(asked.Name) : topics.Find(asked.TopicId);
            if (topic is null && await Controller.LearnAllAsync().ConfigureAwait(false) is { IsDone: false } notReady)
            {
                response.Responses.Add(new() { Name = asked.Name, TopicId = asked.TopicId, ErrorCode = notReady.Error, ErrorMessage = notReady.Message });
                continue;
            }

            topic ??= asked.Name is not null ? topics.Find(asked.Name) : topics.Find(asked.TopicId);
            ChangeOutcome outcome = asked.Name is not null && TopicName.IsInternal(asked.Name) ? new(ErrorCode.TopicAuthorizationFailed, "an internal topic cannot be deleted")
                : topic is not null ? await DeleteAsync(topic.Name, request.TimeoutMs).ConfigureAwait(false)
                : asked.Name is not null ? new(ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.")
                : new(ErrorCode.UnknownTopicId, "This server does not host this topic ID.");
            response.Responses.Add(new() { Name = topic?.Name ?? asked.Name, TopicId = topic?.Id ?? asked.TopicId, ErrorCode = outcome.Error, ErrorMessage = outcome.Message });
        }

        return response;
    }

    protected override DeleteTopicsResponse Refuse(DeleteTopicsRequest request, RequestContext context, ChangeOutcome reason)
    {
        var response = new DeleteTopicsResponse();
        foreach (var asked in Asked(request, context)) response.Responses.Add(new() { Name = asked.Name, TopicId = asked.TopicId, ErrorCode = reason.Error, ErrorMessage = reason.Message });
        return response;
    }

    protected override int TimeoutMs(DeleteTopicsRequest request) => Math.Max(0, request.TimeoutMs);

    protected override DeleteTopicsRequest Forwarded(DeleteTopicsRequest request, RequestContext context) => new() { Topics = Asked(request, context), TimeoutMs = request.TimeoutMs };

    private static List<DeleteTopicsRequestTopic> Asked(DeleteTopicsRequest request, RequestContext context) =>
        context.Version >= IdsFrom ? [.. request.Topics] : [.. request.TopicNames.Select(name => new DeleteTopicsRequestTopic { Name = name })];

    private async ValueTask<ChangeOutcome> DeleteAsync(string name, int timeoutMs) => TopicName.IsInternal(name)
        ? new(ErrorCode.TopicAuthorizationFailed, "an internal topic cannot be deleted")
        : await Controller.DeleteAsync(name, TimeSpan.FromMilliseconds(timeoutMs)).ConfigureAwait(false);
}
