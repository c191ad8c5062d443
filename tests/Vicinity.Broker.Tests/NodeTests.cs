using System.Net;
using System.Net.Sockets;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class NodeTests
{
    [Fact]
    public async Task A_second_node_on_the_same_folder_is_told_that_it_is_in_use_and_the_first_goes_on()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: node.Folder));

        refused.Message.ShouldContain(node.Folder);
        refused.Message.ShouldContain("in use by another process");
        refused.Message.ShouldContain("--data");
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_and_the_folder_is_free_again()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TemporaryFolder();

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(o => o with { Listen = (IPEndPoint)taken.LocalEndpoint }, folder: folder.Path));

        refused.Message.ShouldContain($"{taken.LocalEndpoint}");
        refused.Message.ShouldContain("--listen");
        await using NodeUnderTest node = NodeUnderTest.Start(folder: folder.Path);
    }

    [Fact]
    public async Task The_folder_of_another_node_is_refused()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        await node.Node.StopAsync();

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(o => o with { NodeId = 5 }, folder: node.Folder));

        refused.Message.ShouldContain("belongs to node 1");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: Path.Combine(file, "data")));

        refused.Message.ShouldContain(Path.Combine(file, "data"));
    }

    [Fact]
    public void Every_wrong_setting_is_named_with_its_bound_and_reason()
    {
        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(o => o with
        {
            NodeId = -2,
            DefaultPartitions = 0,
            MaxRequestBytes = 10,
            MaxConnections = 0,
            MaxInFlightPerConnection = 0,
            MaxFetchBytes = 0,
            MaxPartitions = 0,
            FlushThreads = 0,
            DataFolder = " ",
            GroupMinSessionTimeout = TimeSpan.FromHours(1),
            TopicDefaults = new Dictionary<string, string> { ["no.such"] = "1", [TopicSettings.RetentionMs] = "x" },
        }));

        foreach (string part in new[]
        {
            "NodeId is -2, below -1", "DefaultPartitions is 0, below 1", "MaxRequestBytes is 10, below 65536", "MaxConnections is 0", "MaxInFlightPerConnection is 0", "MaxFetchBytes is 0",
            "MaxPartitions is 0", "FlushThreads is 0", "DataFolder is empty", "GroupMinSessionTimeout", "no.such", TopicSettings.RetentionMs,
        }) refused.Message.ShouldContain(part);
    }

    [Fact]
    public async Task Starting_and_stopping_are_told_in_one_line_each()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync()) await client.CreateTopicAsync("t", partitions: 3);
        LogEvents log = node.Log;

        await node.RestartAsync();

        log.Of(1000).Count.ShouldBe(1);
        log.Of(1001).ShouldHaveSingleItem();
        string started = node.Log.Of(1000).ShouldHaveSingleItem().Text;
        started.ShouldContain(node.Node.ClusterId);
        started.ShouldContain($"{node.Node.EndPoint}");
        started.ShouldContain("(replicas: 4, of topics: 2)");
    }

    [Fact]
    public async Task A_member_of_a_cluster_that_restarts_alone_says_what_its_folder_holds()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(2);
        await cluster.OffsetsOnAsync(2);
        using (WireClient client = await cluster.ConnectAsync(1)) (await client.TryCreateTopicAsync(TopicCalls.Creating("t", 3, 2))).ErrorCode.ShouldBe(ErrorCode.None);
        await cluster.StopAsync(2);

        await cluster.RestartAsync(1);

        cluster.LogOf(1).Of(1000)[^1].Text.ShouldContain("(replicas: 4, of topics: 2)");
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();

        await Task.WhenAll(node.Node.StopAsync(), node.Node.StopAsync());

        node.Log.Of(1001).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_start_that_fails_leaves_no_thread_behind()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync()) await client.CreateTopicAsync("t");
        await node.Node.StopAsync();
        string cluster = RestartTests.LastSegment(node.Folder, "__cluster-0");
        byte[] good = File.ReadAllBytes(cluster);
        File.WriteAllBytes(cluster, good[..^5]);
        for (int i = 0; i < 3; i++) Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: node.Folder));
        File.WriteAllBytes(cluster, good);

        await node.RestartAsync();

        using WireClient again = await node.ConnectAsync();
        (await again.DescribeTopicAsync("t")).ErrorCode.ShouldBe(ErrorCode.None);
    }
}
