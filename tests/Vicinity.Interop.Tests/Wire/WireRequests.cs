using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Interop.Tests;

/// <summary>The requests that many rules begin with, for one topic and mostly one partition.</summary>
internal static class WireRequests
{
    public static async Task CreateTopicAsync(this WireConnection connection, string name, int partitions = 1, params (string Name, string Value)[] configs)
    {
        CreateTopicsResponseTopic answer = await connection.TryCreateTopicAsync(name, partitions, configs);
        answer.ErrorCode.ShouldBe(ErrorCode.None, answer.ErrorMessage);
    }

    public static async Task<CreateTopicsResponseTopic> TryCreateTopicAsync(
        this WireConnection connection, string name, int partitions = 1, (string Name, string Value)[]? configs = null, short version = 7)
    {
        var request = new CreateTopicsRequest
        {
            TimeoutMs = 20_000,
            Topics =
            [
                new()
                {
                    Name = name,
                    NumPartitions = partitions,
                    ReplicationFactor = 1,
                    Configs = [.. (configs ?? []).Select(c => new CreateTopicsRequestConfig { Name = c.Name, Value = c.Value })],
                },
            ],
        };
        return (await connection.AskAsync<CreateTopicsRequest, CreateTopicsResponse>(request, version)).Topics.Single();
    }

    public static ProduceRequest Produce(string topic, int partition, ReadOnlyMemory<byte> batch, short acks = -1) => new()
    {
        Acks = acks,
        TimeoutMs = 20_000,
        TopicData = [new() { Name = topic, PartitionData = [new() { Index = partition, Records = batch }] }],
    };

    public static async Task<ProduceResponsePartition> ProduceAsync(
        this WireConnection connection, string topic, int partition, ReadOnlyMemory<byte> batch, short acks = -1, short version = 9)
    {
        ProduceResponse answer = await connection.AskAsync<ProduceRequest, ProduceResponse>(Produce(topic, partition, batch, acks), version);
        return answer.Responses.Single().PartitionResponses.Single();
    }

    public static FetchRequest Fetch(string topic, int partition, long offset, int maxBytes = 1 << 20, int maxWaitMs = 500, int minBytes = 1) => new()
    {
        MaxWaitMs = maxWaitMs,
        MinBytes = minBytes,
        MaxBytes = maxBytes,
        RackId = "",
        ForgottenTopicsData = [],
        Topics = [new() { Topic = topic, Partitions = [new() { Partition = partition, FetchOffset = offset, PartitionMaxBytes = maxBytes }] }],
    };

    public static async Task<FetchResponsePartition> FetchAsync(
        this WireConnection connection, string topic, int partition, long offset, int maxBytes = 1 << 20, short version = 12, int maxWaitMs = 500)
    {
        FetchResponse answer = await connection.AskAsync<FetchRequest, FetchResponse>(Fetch(topic, partition, offset, maxBytes, maxWaitMs), version);
        return answer.Responses.Single().Partitions.Single();
    }

    public static async Task<ListOffsetsResponsePartition> ListOffsetAsync(this WireConnection connection, string topic, int partition, long timestamp, short version = 7)
    {
        var request = new ListOffsetsRequest
        {
            Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = partition, Timestamp = timestamp }] }],
        };
        ListOffsetsResponse answer = await connection.AskAsync<ListOffsetsRequest, ListOffsetsResponse>(request, version);
        return answer.Topics.Single().Partitions.Single();
    }

    /// <summary>Whether every partition of a topic has a leader that answers for it.</summary>
    public static async Task<bool> CanUseAsync(this WireConnection connection, string topic, int partitions)
    {
        for (int partition = 0; partition < partitions; partition++)
        {
            if ((await connection.ListOffsetAsync(topic, partition, -2)).ErrorCode != ErrorCode.None) return false;
        }

        return true;
    }

    /// <summary>A batch of records with these timestamps; the value of each is its place in the batch.</summary>
    public static byte[] Batch(
        long[] timestamps, CompressionCodec codec = CompressionCodec.None, bool keyed = true, long producerId = -1, short epoch = -1, int sequence = -1, int valueBytes = 4)
    {
        using var builder = new RecordBatchBuilder(64 << 20);
        for (int i = 0; i < timestamps.Length; i++)
        {
            var value = new byte[valueBytes];
            BitConverter.TryWriteBytes(value, i);
            builder.TryAppend(timestamps[i], keyed ? new NullableBytes("k"u8) : default, new NullableBytes(value)).ShouldBeTrue();
        }

        return builder.Complete(codec, producerId, epoch, sequence).ToArray();
    }

    /// <summary>A batch of that many records of now.</summary>
    public static byte[] Batch(int records, CompressionCodec codec = CompressionCodec.None, long producerId = -1, short epoch = -1, int sequence = -1, int valueBytes = 4) =>
        Batch([.. Enumerable.Repeat(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), records)], codec, true, producerId, epoch, sequence, valueBytes);

    /// <summary>Headers of the batches in an answer to Fetch, in order.</summary>
    public static List<RecordBatchHeader> Batches(this FetchResponsePartition partition)
    {
        var headers = new List<RecordBatchHeader>();
        var batches = new RecordBatchEnumerator((partition.Records ?? default).Span);
        while (batches.MoveNext()) headers.Add(batches.Header);
        batches.IsMalformed.ShouldBeFalse();
        return headers;
    }
}
