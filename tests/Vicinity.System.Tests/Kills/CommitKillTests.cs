using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.System.Tests;

public sealed class CommitKillTests
{
    private const int Groups = 4;

    private static readonly TopicPartition s_partition = new("t", 0);

    [Fact(Timeout = 180_000)]
    public async Task Committed_offsets_never_go_back_over_10_kills()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.CreateTopicAsync("t", 1, 1, null, cancel);
        long[] acknowledged = new long[Groups];
        for (int kill = 0; kill < 10; kill++)
        {
            long[] asked = [.. acknowledged];
            await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address, RequestTimeout = TimeSpan.FromMilliseconds(700) }))
            {
                Task[] committing = [.. Enumerable.Range(0, Groups).Select(g => CommitAsync(admin, g, asked, acknowledged))];
                long begun = acknowledged.Sum();
                while (acknowledged.Sum(a => a) < begun + 100 && !committing.Any(c => c.IsCompleted)) await Task.Delay(TimeSpan.FromMilliseconds(2), cancel);
                node.Kill();
                await Task.WhenAll(committing);
            }

            await node.StartAsync(cancel);
            await using var again = new Admin(new AdminOptions { BootstrapServers = node.Address });
            for (int g = 0; g < Groups; g++)
            {
                IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets = await again.GroupOffsetsAsync($"group{g}", cancel);
                long found = offsets.TryGetValue(s_partition, out CommittedOffset offset) ? offset.Offset : 0;
                found.ShouldBeInRange(acknowledged[g], asked[g], $"kill {kill}, group {g}");
                acknowledged[g] = found;
            }
        }

        acknowledged.ShouldAllBe(a => a > 10);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_group_member_goes_on_over_kills_and_misses_no_record()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.CreateTopicAsync("t", 2, 1, null, cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        var writers = new NumberedWriters([producer], "t", 2);
        await using var consumer = new Consumer(new ConsumerOptions
        {
            BootstrapServers = node.Address,
            GroupId = "g",
            AutoOffsetReset = OffsetReset.Earliest,
            EnableAutoCommit = false,
            SessionTimeout = TimeSpan.FromSeconds(6),
        });
        consumer.Subscribe(TopicFilter.Topics("t"));
        long[] next = new long[2];

        for (int kill = 0; kill < 4; kill++)
        {
            await writers.ReachAsync(writers.Count + 300, cancel);
            await ReadUntilAsync(consumer, next, next.Sum() + 200, cancel);
            node.Kill();
            await node.StartAsync(cancel);
        }

        await writers.ReachAsync(writers.Count + 100, cancel);
        await writers.FinishAsync();
        await ReadUntilAsync(consumer, next, writers.Count, cancel);
        next.ShouldBe([writers.Acknowledged(0).Count, writers.Acknowledged(1).Count]);
    }

    /// <summary>Reads and commits until that many records were seen; each must be the expected one or, after a lost commit, one seen before.</summary>
    private static async Task ReadUntilAsync(Consumer consumer, long[] next, long count, CancellationToken cancel)
    {
        long began = global::System.Diagnostics.Stopwatch.GetTimestamp();
        while (next.Sum() < count)
        {
            global::System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(90), $"{next.Sum()} of {count} records were read");
            if (await consumer.PollAsync(TimeSpan.FromSeconds(1), cancel) is not ConsumedBatch batch) continue;
            foreach (ConsumedRecord record in batch.ToRecords())
            {
                record.Offset.ShouldBeLessThanOrEqualTo(next[record.Partition], "no record is skipped");
                record.ValueText.ShouldBe(NumberedWriters.ValueOf(record.Offset));
                next[record.Partition] = Math.Max(next[record.Partition], record.Offset + 1);
            }

            try
            {
                await consumer.CommitAsync(batch, cancel);
            }
            catch (ClientException)
            {
                // Killed meanwhile: the next commit names a later offset.
            }
        }
    }

    private static async Task CommitAsync(Admin admin, int group, long[] asked, long[] acknowledged)
    {
        for (int i = 0; i < 100_000; i++)
        {
            asked[group]++;
            try
            {
                await admin.CommitGroupOffsetsAsync($"group{group}", new Dictionary<TopicPartition, long> { [s_partition] = asked[group] });
            }
            catch (ClientException)
            {
                return;
            }

            Volatile.Write(ref acknowledged[group], asked[group]);
        }
    }
}
