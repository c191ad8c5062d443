using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

/// <summary>A leader that hangs: its connections stay open, and nothing is answered.</summary>
public sealed class SilentLeaderTests
{
    private static readonly TopicPartition s_partition = new("t", 0);

    [Fact(Timeout = 60_000)]
    public async Task A_producer_whose_leader_hangs_writes_to_the_next_one_long_before_its_request_timeout()
    {
        await using var hanging = new FakeBroker(1);
        await using var next = new FakeBroker(2);
        var logs = next.WithLogs("t", 1);
        Meet(hanging, next);
        var never = new TaskCompletionSource<ProduceResponse?>();
        hanging.OnAsync<ProduceRequest, ProduceResponse>(_ =>
        {
            // From here on others say that node 2 leads.
            next.Leaders[s_partition] = 2;
            return never.Task;
        });
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = hanging.Servers, RequestTimeout = TimeSpan.FromSeconds(50) });

        await producer.SendAsync("t", default, "kept"u8.ToArray(), partition: 0);

        logs[s_partition].Values().ShouldBe(["kept"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Metadata_that_a_hanging_node_does_not_answer_comes_from_another()
    {
        await using var hanging = new FakeBroker(1);
        await using var other = new FakeBroker(2);
        var logs = other.WithLogs("t", 1);
        Meet(hanging, other);
        other.Leaders[s_partition] = 2;
        var never = new TaskCompletionSource<MetadataResponse?>();
        hanging.OnAsync<MetadataRequest, MetadataResponse>(_ => never.Task);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = $"{hanging.Servers},{other.Servers}", RequestTimeout = TimeSpan.FromSeconds(50) });

        await producer.SendAsync("t", default, "kept"u8.ToArray(), partition: 0);

        logs[s_partition].Values().ShouldBe(["kept"]);
    }

    private static void Meet(FakeBroker first, FakeBroker second)
    {
        first.Topics["t"] = 1;
        first.Peers.Add(second);
        second.Peers.Add(first);
        first.Leaders[s_partition] = 1;
        second.Leaders[s_partition] = 1;
    }
}
