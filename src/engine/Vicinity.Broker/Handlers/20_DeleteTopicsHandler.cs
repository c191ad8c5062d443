using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DeleteTopics. Behavior: when it answers, the topic is gone, whatever the timeout says; readers of it see UNKNOWN_TOPIC_OR_PARTITION.
/// Version notes: v5 messages; v6 names or ids (KIP-516).
/// </summary>
internal sealed class DeleteTopicsHandler(TopicRegistry topics) : MessageHandler<DeleteTopicsRequest, DeleteTopicsResponse>(0, 6)
{
    private const short IdsFrom = 6;

    protected override async ValueTask<DeleteTopicsResponse> HandleAsync(DeleteTopicsRequest request, RequestContext context)
    {
        var response = new DeleteTopicsResponse();
        if (context.Version < IdsFrom)
        {
            foreach (string name in request.TopicNames)
                response.Responses.Add(Answer(name, Guid.Empty, await DeleteAsync(name).ConfigureAwait(false)));
            return response;
        }

        foreach (var asked in request.Topics)
        {
            Topic? topic = asked.Name is not null ? topics.Find(asked.Name) : topics.Find(asked.TopicId);
            ErrorCode error = topic is not null ? await DeleteAsync(topic.Name).ConfigureAwait(false)
                : asked.Name is not null ? ErrorCode.UnknownTopicOrPartition
                : ErrorCode.UnknownTopicId;
            response.Responses.Add(Answer(topic?.Name ?? asked.Name, topic?.Id ?? asked.TopicId, error));
        }

        return response;
    }

    private async ValueTask<ErrorCode> DeleteAsync(string name) =>
        TopicName.IsInternal(name) ? ErrorCode.TopicAuthorizationFailed : await topics.DeleteAsync(name).ConfigureAwait(false);

    private static DeleteTopicsResponseTopic Answer(string? name, Guid id, ErrorCode error) => new()
    {
        Name = name,
        TopicId = id,
        ErrorCode = error,
        ErrorMessage = error switch
        {
            ErrorCode.None => null,
            ErrorCode.TopicAuthorizationFailed => "an internal topic cannot be deleted",
            _ => "This server does not host this topic-partition.",
        },
    };
}
