using System.Diagnostics;
using Vicinity.Client;

namespace Vicinity.System.Tests;

/// <summary>Nodes that nobody introduces to each other: real processes, by broadcast on loopback and between network namespaces.</summary>
public sealed class FindingEachOtherTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Three_nodes_started_in_three_terminals_become_one_cluster_and_stay_it_over_a_restart()
    {
        using SeekingNode first = OnLoopback(), second = OnLoopback(), third = OnLoopback();
        SeekingNode[] nodes = [first, second, third];
        string[] look = ["--discovery", $"auto:{SeekingNode.FreeUdpPort()}"];
        foreach (SeekingNode node in nodes) node.Start(look);
        await AreOneClusterAsync(nodes);
        nodes.Select(n => n.Entry).Order().ShouldBe(["founded by it", "joined now", "joined now"]);
        nodes.Single(n => n.Entry == "founded by it").NodeId.ShouldBe(1);
        await KnowEachOtherAsync(nodes);

        (string, int)[] before = [.. nodes.Select(n => (n.ClusterId, n.NodeId))];
        foreach (SeekingNode node in nodes) node.Kill();
        foreach (SeekingNode node in nodes) node.Start("--discovery", "off");
        await AreOneClusterAsync(nodes);
        nodes.Select(n => (n.ClusterId, n.NodeId)).ShouldBe(before);
        nodes.ShouldAllBe(n => n.Entry == "as before");
        await KnowEachOtherAsync(nodes);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nodes_that_all_come_back_under_other_addresses_find_each_other_again(bool byBroadcast)
    {
        using SeekingNode first = OnLoopback(), second = OnLoopback(), third = OnLoopback();
        SeekingNode[] nodes = [first, second, third];
        int port = SeekingNode.FreeUdpPort();
        foreach (SeekingNode node in nodes) node.Start("--discovery", $"auto:{port}", "--expect", "3");
        await AreOneClusterAsync(nodes);
        await KnowEachOtherAsync(nodes);
        foreach (SeekingNode node in nodes)
        {
            node.Kill();
            node.Address = $"127.0.0.1:{FreePort.Next()}";
        }

        string addresses = string.Join(',', nodes.Select(n => n.Address));
        foreach (SeekingNode node in nodes) node.Start(byBroadcast ? ["--discovery", $"auto:{port}"] : ["--discovery", "off", "--join", addresses]);
        await AreOneClusterAsync(nodes);
        await KnowEachOtherAsync(nodes);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_node_that_is_given_an_address_waits_for_it_and_joins_by_any_member()
    {
        using SeekingNode founder = OnLoopback(), member = OnLoopback(), late = OnLoopback();
        late.Start("--discovery", "off", "--join", member.Address);
        await late.SaysAsync("none answers", Cancel);
        founder.Start("--discovery", "off", "--found");
        await founder.ServesAsync(Cancel);
        member.Start("--discovery", "off", "--join", founder.Address);
        await member.ServesAsync(Cancel);
        await AreOneClusterAsync([founder, member, late]);
        await KnowEachOtherAsync([founder, member, late]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_node_told_to_found_joins_when_one_of_its_addresses_answers()
    {
        using SeekingNode founder = OnLoopback(), other = OnLoopback();
        founder.Start("--discovery", "off", "--found", "--join", other.Address);
        await founder.ServesAsync(Cancel);
        founder.Entry.ShouldBe("founded by it");
        other.Start("--discovery", "off", "--found", "--join", founder.Address);
        await AreOneClusterAsync([founder, other]);
        other.Entry.ShouldBe("joined now");
    }

    [Fact(Timeout = 180_000)]
    public async Task Hosts_of_a_network_find_each_other_by_broadcast_when_all_expected_are_there()
    {
        Assert.SkipWhen(Namespaces.WhyNot() is not null, Namespaces.WhyNot() ?? "");
        using Namespaces network = Namespaces.Create(3);
        SeekingNode[] nodes = [.. Enumerable.Range(1, 3).Select(host => SeekingNode.OnHost(network, host))];
        try
        {
            nodes[0].Start("--discovery", "auto", "--expect", "3");
            nodes[1].Start("--discovery", "auto", "--expect", "3");
            await nodes[0].SaysAsync("Waiting for 1 more node of 3: heard 10.77.0.2:9092", Cancel);
            nodes[2].Start("--discovery", "auto");
            await AreOneClusterAsync(nodes);
        }
        finally
        {
            foreach (SeekingNode node in nodes) node.Dispose();
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_clusters_with_keys_of_their_own_live_in_one_network()
    {
        Assert.SkipWhen(Namespaces.WhyNot() is not null, Namespaces.WhyNot() ?? "");
        using Namespaces network = Namespaces.Create(4);
        SeekingNode[] nodes = [.. Enumerable.Range(1, 4).Select(host => SeekingNode.OnHost(network, host))];
        try
        {
            for (int i = 0; i < 4; i++) nodes[i].Start("--discovery", "auto", "--expect", "2", "--cluster-key", i % 2 == 0 ? "the key of the red ones" : "the key of the blue ones");
            await AreOneClusterAsync([nodes[0], nodes[2]]);
            await AreOneClusterAsync([nodes[1], nodes[3]]);
            nodes[0].ClusterId.ShouldNotBe(nodes[1].ClusterId);
            await nodes[0].SaysAsync("signed with another cluster key", Cancel);
        }
        finally
        {
            foreach (SeekingNode node in nodes) node.Dispose();
        }
    }

    private static SeekingNode OnLoopback() => SeekingNode.OnLoopback($"127.0.0.1:{FreePort.Next()}");

    private static async Task AreOneClusterAsync(SeekingNode[] nodes)
    {
        foreach (SeekingNode node in nodes) await node.ServesAsync(Cancel);
        nodes.Select(n => n.ClusterId).Distinct().Count().ShouldBe(1, string.Join(Environment.NewLine, nodes.AsEnumerable()));
        nodes.Select(n => n.NodeId).Order().ShouldBe(Enumerable.Range(1, nodes.Length));
    }

    /// <summary>Each of them tells a client of all of them, and a topic is replicated on all.</summary>
    private static async Task KnowEachOtherAsync(SeekingNode[] nodes)
    {
        foreach (SeekingNode node in nodes)
        {
            await using var admin = new Admin(new AdminOptions { BootstrapServers = node.Address });
            long began = Stopwatch.GetTimestamp();
            while ((await admin.DescribeClusterAsync(Cancel)).Nodes.Count < nodes.Length)
            {
                if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"{node.Address} does not know all: {string.Join(Environment.NewLine, nodes.AsEnumerable())}");
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }

        await using var any = new Admin(new AdminOptions { BootstrapServers = nodes[^1].Address });
        string topic = $"t{Guid.NewGuid():N}";
        try
        {
            await any.CreateTopicAsync(topic, 1, (short)nodes.Length, cancel: Cancel);
        }
        catch (KafkaErrorException e)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, nodes.AsEnumerable()), e);
        }

        (await any.DescribeTopicAsync(topic, Cancel)).Partitions[0].Replicas.Count.ShouldBe(nodes.Length);
    }
}
