using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.ClusterWatch.Tests;

public sealed class ClusterWatcherTests : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("vicinity-watch").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_its_topics_its_rates_and_its_disk_are_seen()
    {
        await using Node node = Start();
        await using var admin = new Admin(new AdminOptions { BootstrapServers = node.EndPoint.ToString() });
        await admin.CreateTopicAsync("t", 3, 1, cancel: Cancel);
        await using ClusterWatcher watcher = Watch(node.EndPoint.ToString());

        await Until(watcher, v => v.Partitions.Count(p => p.Topic == "t" && p.HighWatermark == 0) == 3 && v.Nodes[0].DiskTotal > 0);

        (watcher.View.Health, watcher.View.Controller, watcher.View.TellsLag).ShouldBe((ClusterHealth.Ok, 1, true));
        watcher.View.Nodes.ShouldHaveSingleItem().Leads.ShouldBeGreaterThanOrEqualTo(3);
        watcher.Events(0).Entries.ShouldContain(e => e.Kind == ClusterEventKind.NodeStarted);
    }

    [Fact]
    public async Task The_first_answer_counts_soon_also_when_it_is_late_and_nobody_looks()
    {
        await using Node node = Start();
        // No round waits for an answer, and the pause while nobody looks, ten times the interval, is longer than the test may take.
        var options = new ClusterWatchOptions(node.EndPoint.ToString()) { Interval = TimeSpan.FromSeconds(2.1), Patience = TimeSpan.Zero };
        await using var watcher = new ClusterWatcher(options) { IsLookedAt = false };
        watcher.Start();
        await Until(watcher, v => v.Health == ClusterHealth.Ok);
    }

    [Fact]
    public async Task A_round_that_fails_unforeseen_is_named_and_watching_goes_on()
    {
        await using Node node = Start();
        var clock = new BreakingClock();
        await using var watcher = new ClusterWatcher(new ClusterWatchOptions(node.EndPoint.ToString()) { Interval = s_interval }, clock);
        watcher.Start();
        await Until(watcher, v => v.Health == ClusterHealth.Ok);
        clock.IsBroken = true;
        while (watcher.Fault is null) await Task.Delay(s_interval, Cancel);
        watcher.Fault.Message.ShouldBe("the clock is broken");
        clock.IsBroken = false;
        await watcher.NextRound.WaitAsync(Cancel);
        while (watcher.Fault is not null) await Task.Delay(s_interval, Cancel);
    }

    [Fact]
    public async Task A_node_that_goes_and_comes_back_is_told()
    {
        Node node = Start();
        int port = node.EndPoint.Port;
        await using ClusterWatcher watcher = Watch(node.EndPoint.ToString());
        await Until(watcher, v => v.Health == ClusterHealth.Ok);

        await node.DisposeAsync();
        await Until(watcher, v => v.Nodes[0].Status == NodeStatus.Away);
        watcher.View.Health.ShouldBe(ClusterHealth.Unreachable);

        await using Node again = Start(port);
        await Until(watcher, v => v.Nodes[0].Status == NodeStatus.Alive);
        await Until(watcher, _ => OfNodes(watcher).Length >= 3);
        OfNodes(watcher).ShouldBe([ClusterEventKind.NodeStarted, ClusterEventKind.NodeLost, ClusterEventKind.NodeBack]);
    }

    [Fact]
    public async Task Where_nobody_listens_the_cluster_is_unreachable_and_found_as_soon_as_it_is_there()
    {
        int port = FreePort.Next();
        await using ClusterWatcher watcher = Watch($"127.0.0.1:{port}");
        await watcher.NextRound.WaitAsync(Cancel);
        watcher.View.Health.ShouldBe(ClusterHealth.Unreachable);

        await using Node node = Start(port);

        await Until(watcher, v => v.Health == ClusterHealth.Ok);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_holds_nobody_up()
    {
        // It listens and never says a word.
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await using Node node = Start();
        await using ClusterWatcher watcher = Watch($"{mute.LocalEndpoint},{node.EndPoint}");

        await Until(watcher, v => v.Health == ClusterHealth.Ok);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static ClusterWatcher Watch(string servers)
    {
        var watcher = new ClusterWatcher(new ClusterWatchOptions(servers) { Interval = s_interval });
        watcher.Start();
        return watcher;
    }

    private static async Task Until(ClusterWatcher watcher, Func<ClusterView, bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            Task next = watcher.NextRound;
            if (holds(watcher.View)) return;
            await next.WaitAsync(patience.Token);
        }
    }

    private static ClusterEventKind[] OfNodes(ClusterWatcher watcher) =>
        [.. watcher.Events(0).Entries.Select(e => e.Kind).Where(k => k is ClusterEventKind.NodeStarted or ClusterEventKind.NodeLost or ClusterEventKind.NodeBack)];

    private Node Start(int port = 0) =>
        Node.Start(new BrokerOptions { DataFolder = Path.Combine(_folder, "data"), Listen = new IPEndPoint(IPAddress.Loopback, port) }, NullLoggerFactory.Instance);

    private sealed class BreakingClock : TimeProvider
    {
        public volatile bool IsBroken;

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("the clock is broken") : base.GetUtcNow();
    }
}
