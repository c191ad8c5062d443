using System.Collections.Immutable;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// CreateTopics. Behavior: when it answers, every live node knows the topic and a leader of each partition, or the time was over; the work is done also when
/// the timeout is 0: an answer that it was dropped would be read as success by some clients. Errors are per topic.
/// Version notes: v1 messages and validateOnly; counts of -1 stand for the defaults (KIP-464, v4) in every version, since kafkajs sends them in v3 and Kafka 4.2 takes them there; v5 settings in force (KIP-525); v7 topic ids.
/// </summary>
internal sealed class CreateTopicsHandler(ClusterController controller, PeerNetwork peers, TopicRegistry topics, BrokerOptions options)
    : ControllerHandler<CreateTopicsRequest, CreateTopicsResponse>(controller, peers, options, 0, 7)
{
    protected override async ValueTask<CreateTopicsResponse> ServeAsync(CreateTopicsRequest request, RequestContext context)
    {
        var response = new CreateTopicsResponse();
        var twice = request.Topics.CountBy(t => t.Name).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet();
        var refused = new HashSet<string>();
        var wanted = new List<(NewTopic Topic, CreateTopicsResponseTopic Answer)>();
        foreach (var asked in request.Topics)
        {
            var answer = new CreateTopicsResponseTopic { Name = asked.Name };
            if (twice.Contains(asked.Name))
            {
                if (!refused.Add(asked.Name)) continue;
                (answer.ErrorCode, answer.ErrorMessage) = (ErrorCode.InvalidRequest, "Duplicate topic name.");
            }
            else
            {
                ChangeOutcome outcome = Check(asked, out NewTopic? topic);
                (answer.ErrorCode, answer.ErrorMessage) = (outcome.Error, outcome.Message);
                if (topic is not null) wanted.Add((topic, answer));
            }

            response.Topics.Add(answer);
        }

        if (wanted.Count == 0) return response;
        var outcomes = await Controller.CreateAsync([.. wanted.Select(w => w.Topic)], request.ValidateOnly, TimeSpan.FromMilliseconds(request.TimeoutMs)).ConfigureAwait(false);
        for (int i = 0; i < wanted.Count; i++) Tell(wanted[i].Answer, wanted[i].Topic, outcomes[i].Outcome, outcomes[i].Topic, request.ValidateOnly);
        return response;
    }

    protected override CreateTopicsResponse Refuse(CreateTopicsRequest request, RequestContext context, ChangeOutcome reason)
    {
        var response = new CreateTopicsResponse();
        foreach (var asked in request.Topics) response.Topics.Add(new() { Name = asked.Name, ErrorCode = reason.Error, ErrorMessage = reason.Message });
        return response;
    }

    protected override int TimeoutMs(CreateTopicsRequest request) => Math.Max(0, request.TimeoutMs);

    private void Tell(CreateTopicsResponseTopic answer, NewTopic asked, ChangeOutcome outcome, ClusterTopic? created, bool validateOnly)
    {
        (answer.ErrorCode, answer.ErrorMessage) = (outcome.Error, outcome.Message);
        if (created is null) return;
        TopicConfig config = topics.DefaultConfig.With(asked.Settings);
        answer.TopicId = validateOnly ? Guid.Empty : created.Id;
        answer.NumPartitions = created.Partitions.Length;
        answer.ReplicationFactor = (short)created.Partitions[0].Replicas.Length;
        answer.Configs = [];
        foreach (TopicSetting setting in TopicSettings.All)
            answer.Configs.Add(new() { Name = setting.Name, Value = config.Value(setting.Name), ConfigSource = config.Source(setting.Name) });
    }

    private ChangeOutcome Check(CreateTopicsRequestTopic asked, out NewTopic? topic)
    {
        topic = null;
        var settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var config in asked.Configs)
        {
            if (TopicSettings.Fault(config.Name, config.Value) is string fault) return new(ErrorCode.InvalidConfig, fault);
            settings[config.Name] = config.Value!;
        }

        if (TopicName.IsInternal(asked.Name)) return new(ErrorCode.InvalidTopicException, $"'{asked.Name}' is the name of an internal topic");
        if (asked.Assignments.Count == 0)
        {
            int partitions = asked.NumPartitions == -1 ? Options.DefaultPartitions : asked.NumPartitions;
            topic = new NewTopic(asked.Name, partitions, asked.ReplicationFactor, null, settings.ToImmutable());
            return ChangeOutcome.Done;
        }

        if (asked.NumPartitions != -1 || asked.ReplicationFactor != -1)
            return new(ErrorCode.InvalidRequest, "Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used at the same time.");
        CreateTopicsRequestAssignment[] assignments = [.. asked.Assignments.OrderBy(a => a.PartitionIndex)];
        for (int i = 0; i < assignments.Length; i++)
        {
            if (assignments[i].PartitionIndex != i) return new(ErrorCode.InvalidReplicaAssignment, $"partition {i} has no assignment: they must be numbered from 0 without holes");
        }

        topic = new NewTopic(asked.Name, assignments.Length, -1, [.. assignments.Select(a => a.BrokerIds)], settings.ToImmutable());
        return ChangeOutcome.Done;
    }
}
