using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.System.Tests;

/// <summary>What a partition holds, read by a client from the first record to the end that the node names.</summary>
internal static class StoredRecords
{
    public static async Task<List<ConsumedRecord>> ReadAsync(string address, TopicPartition partition, CancellationToken cancel)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = address });
        long end = (await admin.ListOffsetsAsync([partition], StartPosition.Latest, cancel))[partition].Offset;
        var records = new List<ConsumedRecord>();
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = address });
        consumer.Assign([partition], StartPosition.Earliest);
        while (records.Count == 0 || records[^1].Offset < end - 1)
        {
            if (end == 0) return records;
            ConsumedBatch batch = await consumer.PollAsync(TimeSpan.FromSeconds(30), cancel)
                ?? throw new TimeoutException($"nothing came from {partition} behind offset {(records.Count == 0 ? -1 : records[^1].Offset)} of {end}");
            records.AddRange(batch.ToRecords());
        }

        return records;
    }
}
