using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>What an admin does with topics and their partitions.</summary>
internal sealed class TopicAdministration(Cluster cluster, Caller caller, ClientOptions options)
{
    private int TimeoutMs => (int)Math.Min(options.RequestTimeout.TotalMilliseconds / 2, int.MaxValue);

    public async Task<ClusterSnapshot> DescribeAsync(IReadOnlyList<string>? topics, CancellationToken cancel)
    {
        MetadataResponse response = await caller.CallAsync<MetadataRequest, MetadataResponse>(
            CallTarget.Any,
            new MetadataRequest { Topics = topics is null ? null : [.. topics.Select(t => new MetadataRequestTopic { Name = t })], AllowAutoTopicCreation = false },
            topics is not null ? ThrowIfNotKnownYet : static _ => { },
            repeatable: true,
            cancel).ConfigureAwait(false);
        return ClusterSnapshot.Empty.With(response, allTopics: true);
    }

    /// <summary>A node that has just started does not know all topics yet, and says so by an error that is worth another try.</summary>
    private static void ThrowIfNotKnownYet(MetadataResponse response)
    {
        foreach (MetadataResponseTopic topic in response.Topics)
        {
            if (topic.ErrorCode == ErrorCode.LeaderNotAvailable) KafkaErrorException.ThrowIfError(topic.ErrorCode, $"topic {topic.Name}");
        }
    }

    public async Task<TopicDescription> DescribeAsync(string topic, CancellationToken cancel)
    {
        ClusterSnapshot snapshot = await DescribeAsync([topic], cancel).ConfigureAwait(false);
        if (!snapshot.Topics.TryGetValue(topic, out TopicDescription? description)) throw new KafkaErrorException(ErrorCode.UnknownTopicOrPartition, $"topic {topic}");
        KafkaErrorException.ThrowIfError(description.Error, $"topic {topic}");
        return description;
    }

    public Task CreateAsync(string topic, int partitions, short replicas, IReadOnlyDictionary<string, string>? configs, CancellationToken cancel) =>
        caller.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            CallTarget.Controller,
            Creation([topic], partitions, replicas, configs),
            response =>
            {
                foreach (CreateTopicsResponseTopic t in response.Topics) KafkaErrorException.ThrowIfError(t.ErrorCode, $"topic {t.Name}", t.ErrorMessage);
            },
            repeatable: false,
            cancel);

    /// <summary>Creates topics with one request; what each came to is in the answer.</summary>
    public async Task<IReadOnlyDictionary<string, KafkaErrorException?>> CreateAsync(
        IReadOnlyCollection<string> topics, int partitions, short replicas, IReadOnlyDictionary<string, string>? configs, CancellationToken cancel)
    {
        CreateTopicsResponse response = await caller.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            CallTarget.Controller, Creation(topics, partitions, replicas, configs), ThrowIfNotBegun, repeatable: false, cancel).ConfigureAwait(false);
        Dictionary<string, CreateTopicsResponseTopic> answers = response.Topics.DistinctBy(t => t.Name).ToDictionary(t => t.Name);
        var outcomes = new Dictionary<string, KafkaErrorException?>(topics.Count);
        foreach (string topic in topics)
        {
            outcomes[topic] = !answers.TryGetValue(topic, out CreateTopicsResponseTopic? answer) ? new KafkaErrorException(ErrorCode.UnknownServerError, $"topic {topic}", "it was left out of the answer")
                : answer.ErrorCode == ErrorCode.None ? null
                : new KafkaErrorException(answer.ErrorCode, $"topic {topic}", answer.ErrorMessage);
        }
        return outcomes;
    }

    // A node that is not the controller says so of each topic.
    private static void ThrowIfNotBegun(CreateTopicsResponse response)
    {
        foreach (CreateTopicsResponseTopic t in response.Topics)
            if (t.ErrorCode is ErrorCode.NotController or ErrorCode.BrokerNotAvailable) KafkaErrorException.ThrowIfError(t.ErrorCode, $"topic {t.Name}", t.ErrorMessage);
    }

    private CreateTopicsRequest Creation(IReadOnlyCollection<string> topics, int partitions, short replicas, IReadOnlyDictionary<string, string>? configs) => new()
    {
        TimeoutMs = TimeoutMs,
        Topics = [.. topics.Select(topic => new CreateTopicsRequestTopic
        {
            Name = topic,
            NumPartitions = partitions,
            ReplicationFactor = replicas,
            Configs = [.. (configs ?? new Dictionary<string, string>()).Select(c => new CreateTopicsRequestConfig { Name = c.Key, Value = c.Value })],
        })],
    };

    public Task DeleteAsync(string topic, CancellationToken cancel) =>
        caller.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            CallTarget.Controller,
            new DeleteTopicsRequest { TimeoutMs = TimeoutMs, TopicNames = [topic], Topics = [new DeleteTopicsRequestTopic { Name = topic }] },
            response =>
            {
                foreach (DeleteTopicsResponseTopic t in response.Responses) KafkaErrorException.ThrowIfError(t.ErrorCode, $"topic {topic}", t.ErrorMessage);
            },
            repeatable: false,
            cancel);

    public Task AddPartitionsAsync(string topic, int newTotal, CancellationToken cancel) =>
        caller.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            CallTarget.Controller,
            new CreatePartitionsRequest { TimeoutMs = TimeoutMs, Topics = [new CreatePartitionsRequestTopic { Name = topic, Count = newTotal }] },
            response =>
            {
                foreach (CreatePartitionsResponseTopic t in response.Results) KafkaErrorException.ThrowIfError(t.ErrorCode, $"topic {t.Name}", t.ErrorMessage);
            },
            repeatable: false,
            cancel);

    public Task ElectLeadersAsync(IEnumerable<TopicPartition>? partitions, bool preferred, CancellationToken cancel) =>
        caller.CallAsync<ElectLeadersRequest, ElectLeadersResponse>(
            CallTarget.Controller,
            new ElectLeadersRequest
            {
                ElectionType = (sbyte)(preferred ? 0 : 1),
                TimeoutMs = TimeoutMs,
                TopicPartitions = partitions is null ? null
                    : [.. partitions.GroupBy(p => p.Topic).Select(t => new ElectLeadersRequestTopic { Topic = t.Key, Partitions = [.. t.Select(p => p.Partition)] })],
            },
            response =>
            {
                KafkaErrorException.ThrowIfError(response.ErrorCode, "the election of leaders");
                foreach (ElectLeadersResponseTopic topic in response.ReplicaElectionResults)
                    foreach (ElectLeadersResponsePartition p in topic.PartitionResult)
                        if (p.ErrorCode != ErrorCode.ElectionNotNeeded) KafkaErrorException.ThrowIfError(p.ErrorCode, $"{topic.Topic}-{p.PartitionId}", p.ErrorMessage);
            },
            repeatable: true,
            cancel);

    public Task ReassignAsync(IReadOnlyDictionary<TopicPartition, IReadOnlyList<int>?> replicas, CancellationToken cancel) =>
        caller.CallAsync<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(
            CallTarget.Controller,
            new AlterPartitionReassignmentsRequest
            {
                TimeoutMs = TimeoutMs,
                Topics = [.. replicas.GroupBy(r => r.Key.Topic).Select(t => new AlterPartitionReassignmentsRequestTopic
                {
                    Name = t.Key,
                    Partitions = [.. t.Select(r => new AlterPartitionReassignmentsRequestPartition { PartitionIndex = r.Key.Partition, Replicas = r.Value?.ToList() })],
                })],
            },
            response =>
            {
                KafkaErrorException.ThrowIfError(response.ErrorCode, "the move of replicas", response.ErrorMessage);
                foreach (AlterPartitionReassignmentsResponseTopic topic in response.Responses)
                    foreach (AlterPartitionReassignmentsResponsePartition p in topic.Partitions)
                        KafkaErrorException.ThrowIfError(p.ErrorCode, $"{topic.Name}-{p.PartitionIndex}", p.ErrorMessage);
            },
            repeatable: false,
            cancel);

    /// <summary>Asks all leaders at once.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, QuorumDescription>> DescribeQuorumAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        ClusterSnapshot snapshot = await DescribeAsync([.. partitions.Select(p => p.Topic).Distinct()], cancel).ConfigureAwait(false);
        await cluster.RefreshAsync(cancel).ConfigureAwait(false);
        Dictionary<TopicPartition, QuorumDescription>[] answers = await Task.WhenAll(
            partitions.Distinct().GroupBy(snapshot.LeaderOf).Where(node => node.Key >= 0).Select(node => AskLeaderAsync(node.Key, [.. node], cancel))).ConfigureAwait(false);
        return answers.SelectMany(a => a).ToDictionary(a => a.Key, a => a.Value);
    }

    /// <summary>Asks the controller.</summary>
    public async Task<QuorumDescription> DescribeControllersAsync(CancellationToken cancel)
    {
        TopicPartition log = WatchMessages.ClusterLog;
        DescribeQuorumResponse answer = await caller.CallAsync<DescribeQuorumRequest, DescribeQuorumResponse>(
            CallTarget.Controller,
            WatchMessages.AskQuorum([log]),
            response =>
            {
                KafkaErrorException.ThrowIfError(response.ErrorCode, "the cluster's own log");
                foreach (DescribeQuorumResponsePartition p in response.Topics.SelectMany(t => t.Partitions)) KafkaErrorException.ThrowIfError(p.ErrorCode, "the cluster's own log");
            },
            repeatable: true,
            cancel).ConfigureAwait(false);
        return WatchMessages.Quorums(answer).TryGetValue(log, out QuorumDescription? quorum) ? quorum : throw new ClientException("The controller's answer says nothing of the cluster's own log.");
    }

    private async Task<Dictionary<TopicPartition, QuorumDescription>> AskLeaderAsync(int leader, IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        try
        {
            BrokerConnection connection = await cluster.GetAsync(leader, ConnectionPurpose.General, cancel).ConfigureAwait(false);
            return WatchMessages.Quorums(await connection.SendAsync<DescribeQuorumRequest, DescribeQuorumResponse>(WatchMessages.AskQuorum(partitions), cancel: cancel).ConfigureAwait(false));
        }
        catch (ClientException e) when (e.IsRetriable)
        {
            // The leader went away meanwhile: others answer for theirs.
            return [];
        }
    }

    /// <summary>Deletes records before an offset, leader by leader; -1 means up to the high watermark.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> DeleteRecordsAsync(IReadOnlyDictionary<TopicPartition, long> before, CancellationToken cancel)
    {
        ClusterSnapshot snapshot = await DescribeAsync([.. before.Keys.Select(p => p.Topic).Distinct()], cancel).ConfigureAwait(false);
        await cluster.RefreshAsync(cancel).ConfigureAwait(false);
        var starts = new Dictionary<TopicPartition, long>();
        foreach (var node in before.GroupBy(b => snapshot.LeaderOf(b.Key)))
        {
            if (node.Key < 0)
            {
                TopicPartition first = node.First().Key;
                throw new KafkaErrorException(snapshot.Find(first) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.LeaderNotAvailable, first.ToString());
            }
            DeleteRecordsResponse response = await caller.CallAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
                CallTarget.Node(node.Key),
                new DeleteRecordsRequest
                {
                    TimeoutMs = TimeoutMs,
                    Topics = [.. node.GroupBy(b => b.Key.Topic).Select(t => new DeleteRecordsRequestTopic
                    {
                        Name = t.Key,
                        Partitions = [.. t.Select(b => new DeleteRecordsRequestPartition { PartitionIndex = b.Key.Partition, Offset = b.Value })],
                    })],
                },
                static answer =>
                {
                    foreach (DeleteRecordsResponseTopic topic in answer.Topics)
                        foreach (DeleteRecordsResponsePartition p in topic.Partitions) KafkaErrorException.ThrowIfError(p.ErrorCode, $"{topic.Name}-{p.PartitionIndex}");
                },
                repeatable: true,
                cancel).ConfigureAwait(false);
            foreach (DeleteRecordsResponseTopic topic in response.Topics)
                foreach (DeleteRecordsResponsePartition p in topic.Partitions) starts[new TopicPartition(topic.Name, p.PartitionIndex)] = p.LowWatermark;
        }
        return starts;
    }

    /// <summary>Looks offsets up, asking again while leaders are being elected.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListOffsetsAsync(IEnumerable<TopicPartition> partitions, StartPosition position, CancellationToken cancel)
    {
        long timestamp = OffsetLookup.TimestampOf(position);
        TopicPartition[] wanted = [.. partitions.Distinct()];
        foreach (string topic in wanted.Select(p => p.Topic).Distinct()) cluster.AddInterest(topic);
        var lookup = new OffsetLookup(cluster);
        await cluster.RefreshAsync(cancel).ConfigureAwait(false);
        return await caller.RepeatAsync<IReadOnlyDictionary<TopicPartition, ListedOffset>>(
            async () =>
            {
                Dictionary<TopicPartition, OffsetOutcome> outcomes = await lookup.FindAsync([.. wanted.Select(p => (p, timestamp))], cancel).ConfigureAwait(false);
                foreach (TopicPartition p in wanted) KafkaErrorException.ThrowIfError(outcomes.TryGetValue(p, out OffsetOutcome o) ? o.Error : ErrorCode.UnknownServerError, p.ToString());
                return outcomes.ToDictionary(o => o.Key, o => o.Value.Found);
            },
            static e => e is KafkaErrorException { Code: not ErrorCode.UnknownTopicOrPartition, IsRetriable: true },
            cancel).ConfigureAwait(false);
    }
}
