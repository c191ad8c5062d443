using Vicinity.Client;

namespace Vicinity.System.Tests;

/// <summary>The tests that the description of the replicated streams lists, with real processes: 20 nodes, 4 topics of 5 replicas, unless it says otherwise.</summary>
public sealed class DescriptionTests
{
    private const int Topics = 4;
    private const int Replicas = 5;

    // Twenty nodes share two processors here: each is kept small.
    private static readonly Dictionary<string, string> s_small = new()
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_GCHeapCount"] = "1",
        ["DOTNET_TieredPGO"] = "0",
        ["VICINITY__NODE__FLUSHTHREADS"] = "1",
    };

    [Fact(Timeout = 300_000)]
    public async Task With_fewer_replicas_than_the_minimum_writes_are_refused_and_nothing_is_stored()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(4, cancel);
        for (int t = 0; t < Topics; t++) await cluster.CreateTopicAsync(NameOf(t), 2, cancel, minInSync: 3);
        await using Producer producer = cluster.NewProducer(deliveryTimeout: TimeSpan.FromSeconds(2));
        for (int t = 0; t < Topics; t++)
        {
            DeliveryException refused = await Should.ThrowAsync<DeliveryException>(async () => await producer.SendAsync(NameOf(t), default, "49.26 -123.25"u8.ToArray(), partition: 0));
            refused.ToString().ShouldContain("NOT_ENOUGH_REPLICAS", Case.Insensitive);
        }

        for (int t = 0; t < Topics; t++) (await EndOffsetAsync(cluster, NameOf(t), cancel)).ShouldBe(0);
    }

    [Fact(Timeout = 600_000)]
    public async Task Twenty_nodes_go_on_when_a_client_a_leader_and_a_follower_fail_and_stop_writes_when_only_two_of_five_are_left()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(20, cancel, s_small);
        for (int t = 0; t < Topics; t++) await cluster.CreateTopicAsync(NameOf(t), Replicas, cancel);

        // Balanced: 4 topics of 5 replicas, and the 3 replicas of the groups' own topic, give each of 20 nodes one or two.
        var held = new Dictionary<int, int>();
        foreach (string topic in (string[])[.. Enumerable.Range(0, Topics).Select(NameOf), "__consumer_offsets"])
        {
            foreach (MemberProcess node in await cluster.ReplicasAsync(topic, cancel)) held[node.Id] = held.GetValueOrDefault(node.Id) + 1;
        }

        held.Count.ShouldBe(20, "every node has its share");
        held.Values.ShouldAllBe(count => count <= 2);

        await using Producer producer = cluster.NewProducer();
        NumberedWriters[] writers = [.. Enumerable.Range(0, Topics).Select(t => new NumberedWriters([producer], NameOf(t), 1))];
        foreach (NumberedWriters writer in writers) await writer.ReachAsync(300, cancel);

        // A client fails: its topic goes quiet, the others do not notice.
        await writers[3].FinishAsync();
        int quiet = writers[3].Count;
        foreach (NumberedWriters writer in writers[..3]) await writer.ReachAsync(writer.Count + 300, cancel);
        (await EndOffsetAsync(cluster, NameOf(3), cancel)).ShouldBe(quiet);

        // A leader fails.
        MemberProcess leader = await cluster.LeaderAsync(NameOf(0), cancel);
        leader.Kill();
        MemberProcess next = await cluster.LeaderAsync(NameOf(0), cancel, other: leader);
        foreach (NumberedWriters writer in writers[..3]) await writer.ReachAsync(writer.Count + 300, cancel);

        // A follower of another topic fails.
        MemberProcess secondLeader = await cluster.LeaderAsync(NameOf(1), cancel);
        MemberProcess follower = (await cluster.ReplicasAsync(NameOf(1), cancel)).First(n => n != secondLeader);
        follower.Kill();
        foreach (NumberedWriters writer in writers[..3]) await writer.ReachAsync(writer.Count + 300, cancel);

        // Of the first topic only the leader and one follower are left: no more writes, but what was acknowledged can be read.
        await writers[0].FinishAsync();
        int acknowledged = writers[0].Count;
        MemberProcess[] others = [.. (await cluster.ReplicasAsync(NameOf(0), cancel)).Where(n => n != next && n.IsRunning).Take(2)];
        foreach (MemberProcess node in others) node.Kill();
        await using (Producer late = cluster.NewProducer(deliveryTimeout: TimeSpan.FromSeconds(3)))
            await Should.ThrowAsync<DeliveryException>(async () => await late.SendAsync(NameOf(0), default, "late"u8.ToArray(), partition: 0));
        (await StoredRecords.ReadAsync(cluster.BootstrapServers, new(NameOf(0), 0), cancel)).Count.ShouldBe(acknowledged, "acknowledged records are read while writes are refused");

        // They return: writes go on.
        foreach (MemberProcess node in cluster.Nodes.Where(n => !n.IsRunning).ToList()) node.Start();
        foreach (MemberProcess node in cluster.Nodes) await node.ServesAsync(cancel);
        await using Producer again = cluster.NewProducer();
        await again.SendAsync(NameOf(0), default, "back"u8.ToArray(), partition: 0);
        foreach (NumberedWriters writer in writers[1..3]) await writer.ReachAsync(writer.Count + 300, cancel);
        foreach (NumberedWriters writer in writers[1..3]) await writer.FinishAsync();
        for (int t = 1; t < Topics; t++) await cluster.NothingIsLostAsync(NameOf(t), writers[t], 0, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task Without_the_controller_topics_go_on_and_new_ones_are_refused_as_disconnected()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(4, cancel, controllers: 1);
        // Node 1 founded the cluster and is the only voter of its log: the description's single server.
        await using Producer producer = cluster.NewProducer();
        string topic = "quadrant";
        await cluster.CreateTopicAsync(topic, 3, cancel);
        while ((await cluster.ReplicasAsync(topic, cancel)).Any(n => n.Id == 1))
        {
            await cluster.Admin.DeleteTopicAsync(topic, cancel);
            topic += "+";
            topic = topic.Replace('+', '1');
            await cluster.CreateTopicAsync(topic, 3, cancel);
        }

        var writers = new NumberedWriters([producer], topic, 1);
        await writers.ReachAsync(300, cancel);
        cluster[1].Kill();
        await writers.ReachAsync(writers.Count + 1000, cancel);
        await using var admin = new Admin(new AdminOptions { BootstrapServers = cluster[2].Address, RequestTimeout = TimeSpan.FromSeconds(3), ConnectTimeout = TimeSpan.FromSeconds(1) });
        ClientException refused = await Should.ThrowAsync<ClientException>(() => admin.CreateTopicAsync("new", 1, 3, null, cancel));
        refused.Message.ShouldNotBeNullOrEmpty();

        cluster[1].Start();
        await cluster[1].ServesAsync(cancel);
        await cluster.CreateTopicAsync("new", 3, cancel);
        await writers.ReachAsync(writers.Count + 300, cancel);
        await writers.FinishAsync();
        await cluster.NothingIsLostAsync(topic, writers, 0, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task With_three_controllers_the_loss_of_the_active_one_stops_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(4, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        await writers.ReachAsync(300, cancel);

        int active = (await cluster.Admin.DescribeClusterAsync(cancel)).ControllerId;
        cluster[active].Kill();
        await cluster.UntilAsync("another controller acts", async () => (await cluster.Admin.DescribeClusterAsync(cancel)).ControllerId is int id && id >= 0 && id != active, cancel);
        await cluster.CreateTopicAsync("new", 3, cancel);
        await writers.ReachAsync(writers.Count + 1000, cancel);
        await writers.FinishAsync();
        await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
    }

    private static string NameOf(int topic) => $"traffic.{topic}";

    private static async Task<long> EndOffsetAsync(ClusterOfProcesses cluster, string topic, CancellationToken cancel) =>
        (await cluster.Admin.ListOffsetsAsync([new(topic, 0)], StartPosition.Latest, cancel)).Values.Single().Offset;
}
