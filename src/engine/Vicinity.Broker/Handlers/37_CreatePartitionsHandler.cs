using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// CreatePartitions. Behavior: grows topics to a new count; every topic asked for is in the answer, and an error of one does not touch the others.
/// Version notes: v2 flexible; v3 throttling only.
/// </summary>
internal sealed class CreatePartitionsHandler(TopicRegistry topics, NodeIdentity identity) : MessageHandler<CreatePartitionsRequest, CreatePartitionsResponse>(0, 3)
{
    protected override async ValueTask<CreatePartitionsResponse> HandleAsync(CreatePartitionsRequest request, RequestContext context)
    {
        var response = new CreatePartitionsResponse();
        foreach (var asked in request.Topics)
        {
            (ErrorCode error, string? message) = CheckAssignments(asked);
            if (error == ErrorCode.None) (error, message) = await topics.GrowAsync(asked.Name, asked.Count, request.ValidateOnly).ConfigureAwait(false);
            response.Results.Add(new() { Name = asked.Name, ErrorCode = error, ErrorMessage = message });
        }

        return response;
    }

    private (ErrorCode Error, string? Message) CheckAssignments(CreatePartitionsRequestTopic asked)
    {
        if (TopicName.IsInternal(asked.Name)) return (ErrorCode.TopicAuthorizationFailed, $"'{asked.Name}' is an internal topic; its partitions are the node's");
        if (asked.Assignments is null || topics.Find(asked.Name) is not Topic topic) return (ErrorCode.None, null);
        int added = asked.Count - topic.Replicas.Count;
        if (added > 0 && asked.Assignments.Count != added)
            return (ErrorCode.InvalidReplicaAssignment, $"{added} partitions are to be added, but {asked.Assignments.Count} assignments are given");
        return asked.Assignments.Any(a => a.BrokerIds.Count != 1 || a.BrokerIds[0] != identity.NodeId)
            ? (ErrorCode.InvalidReplicaAssignment, $"this cluster has only broker {identity.NodeId}")
            : (ErrorCode.None, null);
    }
}
