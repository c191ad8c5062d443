using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

/// <summary>Gives a fake broker logs: Produce appends to them, Fetch and ListOffsets read them.</summary>
internal static class LogBroker
{
    public static ConcurrentDictionary<TopicPartition, FakeLog> WithLogs(this FakeBroker broker, string topic, int partitions)
    {
        var logs = new ConcurrentDictionary<TopicPartition, FakeLog>();
        broker.Topics[topic] = partitions;
        for (int i = 0; i < partitions; i++) logs[new TopicPartition(topic, i)] = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>(request => Append(request, logs));
        broker.OnAsync<FetchRequest, FetchResponse>(request => FetchAsync(request, logs));
        broker.On<ListOffsetsRequest, ListOffsetsResponse>(request => List(request, logs));
        return logs;
    }

    public static ProduceResponse? Append(ProduceRequest request, ConcurrentDictionary<TopicPartition, FakeLog> logs)
    {
        ProduceResponse response = Answer(request, (partition, records) => logs[partition].Append(records));
        return request.Acks == 0 ? null : response;
    }

    public static ProduceResponse Answer(ProduceRequest request, Func<TopicPartition, ReadOnlyMemory<byte>, (ErrorCode Code, long BaseOffset)> append) => new()
    {
        Responses = [.. request.TopicData.Select(topic => new ProduceResponseTopic
        {
            Name = topic.Name,
            PartitionResponses = [.. topic.PartitionData.Select(p =>
            {
                (ErrorCode code, long offset) = append(new TopicPartition(topic.Name, p.Index), p.Records!.Value);
                return new ProduceResponsePartition { Index = p.Index, ErrorCode = code, BaseOffset = offset };
            })],
        })],
    };

    public static FetchResponse Fetch(FetchRequest request, ConcurrentDictionary<TopicPartition, FakeLog> logs) => new()
    {
        Responses = [.. request.Topics.Select(topic => new FetchResponseTopic
        {
            Topic = topic.Topic,
            Partitions = [.. topic.Partitions.Select(p =>
            {
                FakeLog log = logs[new TopicPartition(topic.Topic, p.Partition)];
                return new FetchResponsePartition
                {
                    PartitionIndex = p.Partition,
                    HighWatermark = log.EndOffset,
                    ErrorCode = p.FetchOffset < 0 || p.FetchOffset > log.EndOffset ? ErrorCode.OffsetOutOfRange : ErrorCode.None,
                    Records = log.Read(p.FetchOffset, p.PartitionMaxBytes),
                };
            })],
        })],
    };

    private static async Task<FetchResponse?> FetchAsync(FetchRequest request, ConcurrentDictionary<TopicPartition, FakeLog> logs)
    {
        FetchResponse response = Fetch(request, logs);
        // An empty answer that comes at once would be asked for again in a tight loop.
        if (response.Responses.TrueForAll(t => t.Partitions.TrueForAll(p => p.ErrorCode == ErrorCode.None && p.Records is { Length: 0 })))
            await Task.Delay(Math.Min(request.MaxWaitMs, 20));
        return Fetch(request, logs);
    }

    public static ListOffsetsResponse List(ListOffsetsRequest request, ConcurrentDictionary<TopicPartition, FakeLog> logs) => new()
    {
        Topics = [.. request.Topics.Select(topic => new ListOffsetsResponseTopic
        {
            Name = topic.Name,
            Partitions = [.. topic.Partitions.Select(p => new ListOffsetsResponsePartition
            {
                PartitionIndex = p.PartitionIndex,
                Offset = p.Timestamp == -2 ? 0 : logs[new TopicPartition(topic.Name, p.PartitionIndex)].EndOffset,
            })],
        })],
    };
}
