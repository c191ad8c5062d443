using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Making, finding and changing topics.</summary>
internal static class TopicCalls
{
    public const sbyte TopicResource = 2;
    public const sbyte BrokerResource = 4;

    public static CreateTopicsRequest Creating(string name, int partitions = 1, short replicas = 1, params (string Name, string? Value)[] configs) => new()
    {
        TimeoutMs = 10_000,
        Topics =
        [
            new()
            {
                Name = name,
                NumPartitions = partitions,
                ReplicationFactor = replicas,
                Configs = [.. configs.Select(c => new CreateTopicsRequestConfig { Name = c.Name, Value = c.Value })],
            },
        ],
    };

    /// <summary>Creates a topic, which must succeed.</summary>
    public static async Task CreateTopicAsync(this WireClient client, string name, int partitions = 1, params (string Name, string? Value)[] configs)
    {
        CreateTopicsResponseTopic answer = await client.TryCreateTopicAsync(Creating(name, partitions, 1, configs));
        answer.ErrorCode.ShouldBe(ErrorCode.None, answer.ErrorMessage);
    }

    public static async Task<CreateTopicsResponseTopic> TryCreateTopicAsync(this WireClient client, CreateTopicsRequest request, short version = 7) =>
        (await client.CallAsync(request, version)).Topics.ShouldHaveSingleItem();

    public static async Task<ErrorCode> DeleteTopicAsync(this WireClient client, string name)
    {
        DeleteTopicsResponse response = await client.CallAsync(new DeleteTopicsRequest { TopicNames = [name], TimeoutMs = 10_000 }, 5);
        DeleteTopicsResponseTopic answer = response.Responses.ShouldHaveSingleItem();
        answer.Name.ShouldBe(name);
        return answer.ErrorCode;
    }

    public static async Task<MetadataResponseTopic> DescribeTopicAsync(this WireClient client, string name, bool mayCreate = false, short version = 12) =>
        (await client.CallAsync(new MetadataRequest { Topics = [new() { Name = name }], AllowAutoTopicCreation = mayCreate }, version)).Topics.ShouldHaveSingleItem();

    /// <summary>Epoch of the partition's leader.</summary>
    public static async Task<int> LeaderEpochAsync(this WireClient client, string topic, int partition = 0) =>
        (await client.DescribeTopicAsync(topic)).Partitions[partition].LeaderEpoch;

    /// <summary>Sets single settings of a topic.</summary>
    public static async Task<IncrementalAlterConfigsResponseResource> AlterTopicAsync(
        this WireClient client, string topic, params (string Name, sbyte Operation, string? Value)[] changes)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new()
                {
                    ResourceType = TopicResource,
                    ResourceName = topic,
                    Configs = [.. changes.Select(c => new IncrementalAlterConfigsRequestConfig { Name = c.Name, ConfigOperation = c.Operation, Value = c.Value })],
                },
            ],
        };
        return (await client.CallAsync(request, 1)).Responses.ShouldHaveSingleItem();
    }

    /// <summary>Sets one setting of a topic, which must succeed.</summary>
    public static async Task SetAsync(this WireClient client, string topic, string name, string value)
    {
        IncrementalAlterConfigsResponseResource answer = await client.AlterTopicAsync(topic, (name, 0, value));
        answer.ErrorCode.ShouldBe(ErrorCode.None, answer.ErrorMessage);
    }

    public static async Task<DescribeConfigsResponseResource> DescribeConfigsAsync(
        this WireClient client, sbyte type, string name, List<string>? keys = null, short version = 4)
    {
        var request = new DescribeConfigsRequest
        {
            Resources = [new() { ResourceType = type, ResourceName = name, ConfigurationKeys = keys }],
            IncludeSynonyms = true,
            IncludeDocumentation = true,
        };
        return (await client.CallAsync(request, version)).Results.ShouldHaveSingleItem();
    }

    public static async Task<DeleteRecordsResponsePartition> DeleteRecordsAsync(this WireClient client, string topic, int partition, long before)
    {
        var request = new DeleteRecordsRequest { Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = partition, Offset = before }] }], TimeoutMs = 10_000 };
        return (await client.CallAsync(request, 2)).Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();
    }
}
