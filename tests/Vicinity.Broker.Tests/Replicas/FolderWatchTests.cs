using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

public sealed class FolderWatchTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_node_whose_folder_was_renamed_refuses_writes_serves_readers_and_has_everything_when_it_is_put_back()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b");
        string elsewhere = node.Folder + ".elsewhere";
        clock.Advance(s_soon);
        node.Node.Problem.ShouldBeNull();
        Directory.Move(node.Folder, elsewhere);

        clock.Advance(s_soon);

        string line = node.Log.Of(1072).ShouldHaveSingleItem().Text;
        line.ShouldContain(node.Folder);
        line.ShouldContain("removed or renamed");
        node.Node.Problem.ShouldNotBeNull().ShouldContain(node.Folder);
        ProduceResponsePartition refused = await client.ProduceAsync("t", 0, Batches.Of("c"));
        refused.ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        refused.ErrorMessage.ShouldNotBeNull().ShouldContain("removed or renamed");
        (await client.TryCreateTopicAsync(TopicCalls.Creating("new"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.DeleteTopicAsync("t")).ShouldBe(ErrorCode.KafkaStorageError);
        (await client.DescribeTopicAsync("t")).Partitions.ShouldHaveSingleItem().LeaderId.ShouldBe(node.Node.NodeId);
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        Directory.Exists(node.Folder).ShouldBeFalse("nothing is made in its place");
        clock.Advance(TimeSpan.FromMinutes(10));
        node.Log.Of(1072).ShouldHaveSingleItem();
        node.Log.Of(1039).ShouldBeEmpty();

        LogEvents log = node.Log;
        await node.RestartAsync(() => Directory.Move(elsewhere, node.Folder));

        log.Of(1001).ShouldBeEmpty("not everything is where the next start looks");
        log.Of(1002).ShouldHaveSingleItem().Text.ShouldContain(node.Folder);
        using WireClient again = await node.ConnectAsync();
        (await again.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        (await again.AppendAsync("t", 0, "c")).ShouldBe(2);
    }

    [Fact]
    public async Task A_node_whose_folder_was_removed_still_serves_what_only_it_has()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "100000"));
        for (int i = 0; i < 5; i++) await client.AppendAsync("t", 0, $"{i} {new string('x', 60_000)}");
        Directory.Delete(node.Folder, recursive: true);

        clock.Advance(s_soon);

        node.Log.Of(1072).ShouldHaveSingleItem();
        (await client.ProduceAsync("t", 0, Batches.Of("lost"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.ReadValuesAsync("t")).Select(v => v!.Split(' ')[0]).ShouldBe(["0", "1", "2", "3", "4"]);
        Directory.Exists(node.Folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_touches_nothing_of_a_folder_that_took_the_place_of_its_own(bool isEmpty)
    {
        var clock = new HandClock();
        await using NodeUnderTest other = NodeUnderTest.Start();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await other.Node.StopAsync();
        Directory.Delete(node.Folder, recursive: true);
        if (isEmpty) Directory.CreateDirectory(node.Folder);
        else Directory.Move(other.Folder, node.Folder);
        string[] there = Directory.GetFileSystemEntries(node.Folder, "*", SearchOption.AllDirectories);

        clock.Advance(s_soon);
        await client.ProduceAsync("t", 0, Batches.Of("lost"));
        await client.TryCreateTopicAsync(TopicCalls.Creating("new"));
        clock.Advance(TimeSpan.FromMinutes(10));
        await node.Node.StopAsync();

        node.Log.Of(1072).ShouldHaveSingleItem().Text.ShouldContain(isEmpty ? "was replaced, or its file 'lock' was removed" : "replaced by another one");
        Directory.GetFileSystemEntries(node.Folder, "*", SearchOption.AllDirectories).ShouldBe(there);
        Directory.CreateDirectory(other.Folder);
    }

    [Fact]
    public async Task A_node_of_a_cluster_whose_folder_was_removed_hands_its_partitions_over_and_counts_as_lost()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3, o => o with { HeartbeatInterval = TimeSpan.FromMilliseconds(100), NodeLostAfter = TimeSpan.FromMilliseconds(800) });
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters.Count == 3), "three nodes vote on the cluster's own log");
        using WireClient first = await cluster.ConnectAsync(1);
        (await first.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3))).ErrorCode.ShouldBe(ErrorCode.None);
        await cluster.Node(1).Cluster.Elections.ElectAsync([new("t", 0)], TimeSpan.FromSeconds(5), passesOn: true);
        int leader = NodesUnderTest.LeaderOf(cluster.Node(1), "t");
        using (WireClient client = await cluster.ConnectAsync(leader)) await client.AppendAsync("t", 0, "a");

        Directory.Delete(cluster.FolderOf(leader), recursive: true);

        (await cluster.LogOf(leader).WaitForAsync(1072)).Count.ShouldBe(1);
        int other = cluster.Nodes.First(n => n.NodeId != leader).NodeId;
        await Eventually.TrueAsync(() => NodesUnderTest.LeaderOf(cluster.Node(other), "t") is >= 0 and int now && now != leader && cluster.Node(now).Cluster.Controller.ControllerId is >= 0 and int c && c != leader, "others lead");
        int next = NodesUnderTest.LeaderOf(cluster.Node(other), "t");
        using WireClient there = await cluster.ConnectAsync(next);
        (await there.AppendAsync("t", 0, "b")).ShouldBe(1);
        (await there.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        await Eventually.TrueAsync(() => cluster.Nodes.Where(n => n.NodeId != leader).SelectMany(n => cluster.LogOf(n.NodeId).Of(1042)).Any(e => e.Text.Contains($"Node {leader} ", StringComparison.Ordinal)), "the controller counts it as lost");
    }

    [Fact]
    public async Task A_replica_that_is_opened_or_comes_back_when_writes_have_ended_takes_none()
    {
        var disk = new SimulatedFileSystem();
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock(), files: disk, folder: "/data");
        ReplicaStore store = node.Node.Store;
        TopicConfig config = node.Node.Topics.DefaultConfig;
        ReplicaFolder opened = store.Prepare(new("opened", 0), Guid.NewGuid());
        ReplicaFolder back = store.Prepare(new("back", 0), Guid.NewGuid());
        disk.Capacity = 0;
        Replica waiting = store.Open(back, config);
        waiting.WaitsForRoom.ShouldBeTrue();
        disk.Capacity = long.MaxValue;
        var reason = new DataFolderException("gone");

        waiting.Revive(() =>
        {
            store.EndWrites(reason);
            return (PartitionLog.Open(disk, back.Path, ReplicaStore.OptionsOf(config) with { FirstVoters = [waiting.Self] }, SyncedBound.None, TimeProvider.System), VoteRecord.None);
        });

        waiting.Failure.ShouldBe(reason);
        store.Open(opened, config).Failure.ShouldBe(reason);
    }
}
