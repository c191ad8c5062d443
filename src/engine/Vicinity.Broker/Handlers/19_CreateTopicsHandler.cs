using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// CreateTopics. Behavior: when it answers, every request finds the topic. The work is done whatever the timeout says, since it takes milliseconds:
/// an answer that it was dropped would be read as success by some clients. Errors are per topic.
/// Version notes: v1 messages and validateOnly; counts of -1 stand for the defaults (KIP-464, v4) in every version, since kafkajs sends them in v3 and Kafka 4.2 takes them there; v5 settings in force (KIP-525); v7 topic ids.
/// </summary>
internal sealed class CreateTopicsHandler(TopicRegistry topics, NodeIdentity identity, BrokerOptions options) : MessageHandler<CreateTopicsRequest, CreateTopicsResponse>(0, 7)
{
    protected override async ValueTask<CreateTopicsResponse> HandleAsync(CreateTopicsRequest request, RequestContext context)
    {
        var response = new CreateTopicsResponse();
        var twice = request.Topics.GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        foreach (var asked in request.Topics)
        {
            if (twice.Contains(asked.Name))
            {
                if (response.Topics.All(t => t.Name != asked.Name))
                    response.Topics.Add(new() { Name = asked.Name, ErrorCode = ErrorCode.InvalidRequest, ErrorMessage = "Duplicate topic name." });
                continue;
            }

            response.Topics.Add(await CreateAsync(asked, request.ValidateOnly, context.Version).ConfigureAwait(false));
        }

        return response;
    }

    private async ValueTask<CreateTopicsResponseTopic> CreateAsync(CreateTopicsRequestTopic asked, bool validateOnly, short version)
    {
        var answer = new CreateTopicsResponseTopic { Name = asked.Name };
        var settings = new Dictionary<string, string>();
        (ErrorCode Error, string? Message) outcome = Check(asked, settings, out int partitions);
        if (outcome.Error == ErrorCode.None)
        {
            outcome = validateOnly
                ? topics.CheckNew(asked.Name, partitions, settings)
                : await topics.CreateAsync(asked.Name, partitions, settings).ConfigureAwait(false);
        }

        answer.ErrorCode = outcome.Error;
        answer.ErrorMessage = outcome.Message;
        if (outcome.Error != ErrorCode.None) return answer;
        TopicConfig config = topics.DefaultConfig.With(settings);
        answer.TopicId = topics.Find(asked.Name)?.Id ?? Guid.Empty;
        answer.NumPartitions = partitions;
        answer.ReplicationFactor = 1;
        answer.Configs = [];
        foreach (TopicSetting setting in TopicSettings.All)
            answer.Configs.Add(new() { Name = setting.Name, Value = config.Value(setting.Name), ConfigSource = config.Source(setting.Name) });
        return answer;
    }

    private (ErrorCode Error, string? Message) Check(CreateTopicsRequestTopic asked, Dictionary<string, string> settings, out int partitions)
    {
        partitions = asked.NumPartitions;
        foreach (var config in asked.Configs)
        {
            if (TopicSettings.Fault(config.Name, config.Value) is string fault) return (ErrorCode.InvalidConfig, fault);
            settings[config.Name] = config.Value!;
        }

        if (TopicName.IsInternal(asked.Name)) return (ErrorCode.InvalidTopicException, $"'{asked.Name}' is the name of an internal topic");
        if (asked.Assignments.Count > 0) return CheckAssignments(asked, out partitions);
        if (asked.NumPartitions == -1) partitions = options.DefaultPartitions;
        short replicas = asked.ReplicationFactor == -1 ? (short)1 : asked.ReplicationFactor;
        if (partitions < 1) return (ErrorCode.InvalidPartitions, "Number of partitions must be larger than 0.");
        if (replicas < 1) return (ErrorCode.InvalidReplicationFactor, "Replication factor must be larger than 0.");
        if (replicas > 1) return (ErrorCode.InvalidReplicationFactor, $"Replication factor: {replicas} larger than available brokers: 1.");
        return (ErrorCode.None, null);
    }

    private (ErrorCode Error, string? Message) CheckAssignments(CreateTopicsRequestTopic asked, out int partitions)
    {
        partitions = asked.Assignments.Count;
        if (asked.NumPartitions != -1 || asked.ReplicationFactor != -1)
            return (ErrorCode.InvalidRequest, "Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used at the same time.");
        int[] indexes = asked.Assignments.Select(a => a.PartitionIndex).Order().ToArray();
        for (int i = 0; i < indexes.Length; i++)
        {
            if (indexes[i] != i) return (ErrorCode.InvalidReplicaAssignment, $"partition {i} has no assignment: they must be numbered from 0 without holes");
        }

        foreach (var assignment in asked.Assignments)
        {
            if (assignment.BrokerIds.Count != 1 || assignment.BrokerIds[0] != identity.NodeId)
                return (ErrorCode.InvalidReplicaAssignment, $"partition {assignment.PartitionIndex} is assigned to [{string.Join(", ", assignment.BrokerIds)}]; this cluster has only broker {identity.NodeId}");
        }

        return (ErrorCode.None, null);
    }
}
