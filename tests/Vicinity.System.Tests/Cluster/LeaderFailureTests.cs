using System.Diagnostics;
using Vicinity.Client;

namespace Vicinity.System.Tests;

/// <summary>Leaders that die, hang and return, under load: real processes, three nodes.</summary>
public sealed class LeaderFailureTests
{
    [Fact(Timeout = 900_000)]
    public async Task Killing_the_leader_again_and_again_loses_doubles_and_reorders_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        int kills = LongTests.AreWanted ? 100 : 12;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        var gaps = new List<double>();
        for (int kill = 0; kill < kills; kill++)
        {
            await writers.ReachAsync(writers.Count + 500, cancel);
            MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
            leader.Kill();
            int before = writers.Count;
            long killed = Stopwatch.GetTimestamp();
            // What was on its way may still be acknowledged; the second hundred comes from the next leader.
            await writers.ReachAsync(before + 200, cancel);
            gaps.Add(Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
            leader.Start();
            await leader.ServesAsync(cancel);
            await cluster.InSyncAsync("numbers", cancel);
        }

        await writers.FinishAsync();
        int stored = await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
        gaps.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {stored} records, all there once; from kill to 200 more acknowledged: median {gaps[gaps.Count / 2]:0} ms, worst {gaps[^1]:0} ms");
    }

    [Fact(Timeout = 300_000)]
    public async Task A_leader_that_hangs_and_returns_finds_another_and_its_late_writes_do_not_count()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        await writers.ReachAsync(1000, cancel);

        MemberProcess paused = await cluster.LeaderAsync("numbers", cancel);
        paused.Pause();
        MemberProcess next = await cluster.LeaderAsync("numbers", cancel, other: paused);
        next.ShouldNotBe(paused);
        await writers.ReachAsync(writers.Count + 1000, cancel);
        await Task.Delay(LongTests.AreWanted ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(3), cancel);
        paused.Resume();

        await writers.ReachAsync(writers.Count + 1000, cancel);
        await cluster.InSyncAsync("numbers", cancel);
        await writers.FinishAsync();
        await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_follower_that_dies_hangs_or_returns_holds_up_no_write()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        await writers.ReachAsync(1000, cancel);
        MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
        MemberProcess follower = cluster.Nodes.First(n => n != leader);

        using var pulse = new AcknowledgementPulse(writers);
        follower.Pause();
        await writers.ReachAsync(writers.Count + 2000, cancel);
        follower.Resume();
        await writers.ReachAsync(writers.Count + 2000, cancel);
        follower.Kill();
        await writers.ReachAsync(writers.Count + 2000, cancel);
        double longest = pulse.LongestGapMs;
        follower.Start();
        await follower.ServesAsync(cancel);
        await cluster.InSyncAsync("numbers", cancel);
        await writers.FinishAsync();

        await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
        (await cluster.LeaderAsync("numbers", cancel)).ShouldBe(leader, "no election was needed");
        longest.ShouldBeLessThan(1000, "milliseconds without any acknowledgement; a wait for the follower would be far longer");
        TestContext.Current.TestOutputHelper?.WriteLine($"longest time without an acknowledgement: {longest:0} ms");
    }

    [Fact(Timeout = 300_000)]
    public async Task All_nodes_killed_at_once_and_started_again_serve_everything_that_was_acknowledged()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel, partitions: 3);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 3);
        await writers.ReachAsync(3000, cancel);

        foreach (MemberProcess node in cluster.Nodes) node.Kill();
        int before = writers.Count;
        long began = Stopwatch.GetTimestamp();
        foreach (MemberProcess node in cluster.Nodes) node.Start();
        await writers.ReachAsync(before + 500, cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"all killed and started: acknowledging again after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");

        await writers.FinishAsync();
        for (int p = 0; p < 3; p++) await cluster.NothingIsLostAsync("numbers", writers, p, cancel);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_rolling_restart_of_all_nodes_under_load_loses_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel, partitions: 3);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 3);
        foreach (MemberProcess node in cluster.Nodes)
        {
            await writers.ReachAsync(writers.Count + 1000, cancel);
            (await node.StopAsync(cancel)).ShouldBe(0, node.ToString());
            await writers.ReachAsync(writers.Count + 1000, cancel);
            node.Start();
            await node.ServesAsync(cancel);
            await cluster.InSyncAsync("numbers", cancel);
        }

        await writers.FinishAsync();
        for (int p = 0; p < 3; p++) await cluster.NothingIsLostAsync("numbers", writers, p, cancel);
    }
}
