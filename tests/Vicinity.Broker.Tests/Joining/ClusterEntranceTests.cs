using System.Net;
using System.Net.Sockets;
using Vicinity.Membership;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>Nodes on real sockets, each test with a UDP port of its own.</summary>
public sealed class ClusterEntranceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogEvents _log = new();
    private readonly int _port = FreeUdpPort();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_hears_nobody_founds_a_cluster_and_is_node_1_of_it()
    {
        await using Node node = await Node.StartAsync(Options(), _log, cancel: Cancel);
        node.EntryKind.ShouldBe(EntryKind.Founded);
        node.NodeId.ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_that_knows_its_cluster_asks_nobody()
    {
        string clusterId;
        await using (Node first = await Node.StartAsync(Options() with { Discovery = null, NodeId = 7 }, _log, cancel: Cancel)) clusterId = first.ClusterId;
        await using Node again = await Node.StartAsync(Options() with { Expect = 5 }, _log, cancel: Cancel);
        (again.EntryKind, again.NodeId, again.ClusterId).ShouldBe((EntryKind.Restarted, 7, clusterId));
    }

    [Fact]
    public async Task A_node_that_runs_tells_those_who_ask_where_it_is()
    {
        await using Node node = await Node.StartAsync(Options() with { Found = true }, _log, cancel: Cancel);
        using DiscoveryService asker = Asker();
        await Eventually.TrueAsync(() => asker.Decision is not null, "it heard the node");
        asker.Decision.ShouldBe(new DiscoveryDecision.Join(node.ClusterId));
        asker.Proposed.ShouldBe([new MemberAddress(1, "127.0.0.1", node.EndPoint.Port)]);
    }

    [Fact]
    public async Task A_node_with_a_key_does_not_tell_one_with_another()
    {
        await using Node node = await Node.StartAsync(Options() with { Found = true, ClusterKey = "the key of this cluster" }, _log, cancel: Cancel);
        using DiscoveryService asker = Asker("another key, as long");
        await Eventually.TrueAsync(() => asker.Decision is not null, "it gave up");
        asker.Decision.ShouldBeOfType<DiscoveryDecision.Found>();
        asker.Ignored!.ShouldContain("signed with another cluster key");
        await _log.WaitForAsync(1111);
    }

    [Fact]
    public async Task Of_two_nodes_that_expect_each_other_one_founds()
    {
        using DiscoveryService first = Asker(expect: 2);
        await Eventually.TrueAsync(() => first.Status.Asked > 12, "it asked for a while");
        first.Decision.ShouldBeNull();
        using DiscoveryService second = Asker(expect: 2);
        await Eventually.TrueAsync(() => first.Decision is not null || second.Decision is not null, "one founds");
        (first.Decision, second.Decision).ShouldBeOneOf((new DiscoveryDecision.Found(), null), (null, new DiscoveryDecision.Found()));
    }

    [Fact]
    public async Task A_node_that_waits_says_for_whom_and_can_be_stopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<Node> starting = Node.StartAsync(Options() with { Expect = 3 }, _log, cancel: stop.Token);
        (await _log.WaitForAsync(1101)).Single().Text.ShouldBe("Waiting for 2 more nodes of 3: heard none yet");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(starting);
        using DataFolder free = DataFolder.Open(PhysicalFileSystem.Instance, _folder.Path);
        free.Identity.ShouldBeNull();
    }

    [Fact]
    public async Task Where_two_clusters_answer_a_node_does_not_start()
    {
        using TemporaryFolder other = new();
        await using Node red = await Node.StartAsync(Options() with { Found = true }, _log, cancel: Cancel);
        await using Node blue = await Node.StartAsync(Options() with { Found = true, DataFolder = other.Path }, _log, cancel: Cancel);
        using TemporaryFolder third = new();
        BrokerException refused = await Should.ThrowAsync<BrokerException>(Node.StartAsync(Options() with { DataFolder = third.Path }, _log, cancel: Cancel));
        refused.Message.ShouldContain(red.ClusterId);
        refused.Message.ShouldContain(blue.ClusterId);
        await _log.WaitForAsync(1110);
    }

    [Fact]
    public async Task A_taken_address_is_told_before_a_cluster_is_looked_for()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        BrokerException refused = await Should.ThrowAsync<BrokerException>(Node.StartAsync(Options() with { Listen = (IPEndPoint)taken.LocalEndpoint, Expect = 3 }, _log, cancel: Cancel));
        refused.Message.ShouldContain("cannot listen on");
    }

    [Fact]
    public async Task A_founding_that_a_crash_ended_is_carried_on_and_never_begun_again()
    {
        using (DataFolder folder = DataFolder.Open(PhysicalFileSystem.Instance, _folder.Path))
            ClusterEntrance.EnterAlone(Options(), folder).Founds.ShouldBeTrue();
        using (DataFolder folder = DataFolder.Open(PhysicalFileSystem.Instance, _folder.Path))
        {
            NodeEntry entry = ClusterEntrance.EnterAlone(Options(), folder);
            (entry.Kind, entry.Founds).ShouldBe((EntryKind.Restarted, true));
        }

        await using (await Node.StartAsync(Options(), _log, cancel: Cancel))
        {
        }

        using (DataFolder folder = DataFolder.Open(PhysicalFileSystem.Instance, _folder.Path))
            ClusterEntrance.EnterAlone(Options(), folder).Founds.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Expect")]
    [InlineData("ClusterKey")]
    [InlineData("Join")]
    public void Settings_that_cannot_be_used_are_named(string setting)
    {
        BrokerOptions wrong = setting switch
        {
            "Expect" => Options() with { Discovery = null, Expect = 3 },
            "ClusterKey" => Options() with { ClusterKey = "short" },
            _ => Options() with { Join = ["nowhere"] },
        };
        wrong.Problems().ShouldHaveSingleItem().ShouldStartWith(setting);
    }

    public void Dispose() => _folder.Dispose();

    private static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private BrokerOptions Options() => new()
    {
        DataFolder = _folder.Path,
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        NodeId = BrokerOptions.AnyNodeId,
        Discovery = new DiscoveryOptions { Port = _port },
    };

    private DiscoveryService Asker(string? key = null, int expect = 0) =>
        DiscoveryService.Start(Options() with { ClusterKey = key, Expect = expect }, mayFound: true, TimeProvider.System, _log);
}
