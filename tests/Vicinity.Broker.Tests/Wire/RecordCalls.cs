using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Producing and reading of one partition.</summary>
internal static class RecordCalls
{
    public const short ProduceVersion = 9;
    public const short FetchVersion = 12;

    public static ProduceRequest ProduceTo(string topic, int partition, byte[]? batch, short acks = -1, int timeoutMs = 30_000) => new()
    {
        Acks = acks,
        TimeoutMs = timeoutMs,
        TopicData = [new() { Name = topic, PartitionData = [new() { Index = partition, Records = batch }] }],
    };

    public static async Task<ProduceResponsePartition> ProduceAsync(
        this WireClient client, string topic, int partition, byte[]? batch, short acks = -1, short version = ProduceVersion)
    {
        ProduceResponse response = await client.CallAsync(ProduceTo(topic, partition, batch, acks), version);
        ProduceResponseTopic answered = response.Responses.ShouldHaveSingleItem();
        answered.Name.ShouldBe(topic);
        ProduceResponsePartition place = answered.PartitionResponses.ShouldHaveSingleItem();
        place.Index.ShouldBe(partition);
        return place;
    }

    /// <summary>Produces values in one batch that must be taken.</summary>
    /// <returns>Offset of the first.</returns>
    public static async Task<long> AppendAsync(this WireClient client, string topic, int partition, params string[] values)
    {
        ProduceResponsePartition answer = await client.ProduceAsync(topic, partition, Batches.Of(values));
        answer.ErrorCode.ShouldBe(ErrorCode.None, answer.ErrorMessage);
        return answer.BaseOffset;
    }

    public static FetchRequest FetchFrom(
        string topic, int partition, long offset, int maxWaitMs = 0, int minBytes = 1, int maxBytes = 50_000_000, int partitionMaxBytes = 10_000_000, sbyte isolation = 0) => new()
        {
            MaxWaitMs = maxWaitMs,
            MinBytes = minBytes,
            MaxBytes = maxBytes,
            IsolationLevel = isolation,
            Topics = [new() { Topic = topic, Partitions = [new() { Partition = partition, FetchOffset = offset, PartitionMaxBytes = partitionMaxBytes }] }],
        };

    public static async Task<FetchResponsePartition> FetchAsync(this WireClient client, FetchRequest request, short version = FetchVersion)
    {
        FetchResponse response = await client.CallAsync(request, version);
        response.ErrorCode.ShouldBe(ErrorCode.None);
        response.SessionId.ShouldBe(0);
        return response.Responses.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();
    }

    public static Task<FetchResponsePartition> FetchAsync(this WireClient client, string topic, int partition, long offset, short version = FetchVersion) =>
        client.FetchAsync(FetchFrom(topic, partition, offset), version);

    /// <summary>All records from an offset to the end, which must be there without a hole.</summary>
    public static async Task<List<FetchedRecord>> ReadAllAsync(this WireClient client, string topic, int partition = 0, long from = 0)
    {
        var all = new List<FetchedRecord>();
        for (long next = from; ;)
        {
            FetchResponsePartition answer = await client.FetchAsync(topic, partition, next);
            answer.ErrorCode.ShouldBe(ErrorCode.None);
            if (next >= answer.HighWatermark) return all;
            List<FetchedRecord> records = Batches.RecordsIn(answer.Records);
            records.RemoveAll(r => r.Offset < next);
            records.ShouldNotBeEmpty($"nothing at offset {next} of {answer.HighWatermark}");
            all.AddRange(records);
            next = records[^1].Offset + 1;
        }
    }

    public static async Task<IEnumerable<string?>> ReadValuesAsync(this WireClient client, string topic, int partition = 0) =>
        (await client.ReadAllAsync(topic, partition)).Select(r => r.Value);

    /// <summary>Offset and time that ListOffsets answers for one partition.</summary>
    public static async Task<ListOffsetsResponsePartition> ListOffsetAsync(
        this WireClient client, string topic, int partition, long timestamp, short version = 7, int currentLeaderEpoch = -1, sbyte isolation = 0)
    {
        var request = new ListOffsetsRequest
        {
            IsolationLevel = isolation,
            Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = partition, Timestamp = timestamp, CurrentLeaderEpoch = currentLeaderEpoch }] }],
        };
        ListOffsetsResponse response = await client.CallAsync(request, version);
        return response.Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();
    }
}
