using Vicinity.Client;

namespace Vicinity.System.Tests;

/// <summary>Disks of single nodes that are emptied or full, while the cluster goes on.</summary>
public sealed class DiskFailureTests
{
    [Fact(Timeout = 300_000)]
    public async Task A_node_that_comes_back_with_an_empty_disk_gets_everything_again_under_a_new_identity()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(4, cancel, new Dictionary<string, string> { ["VICINITY__NODE__REPLACELOSTAFTERMS"] = "3000" });
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        await writers.ReachAsync(2000, cancel);

        MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
        MemberProcess emptied = (await cluster.ReplicasAsync("numbers", cancel)).First(n => n != leader && n.Id != 1);
        emptied.Kill();
        emptied.LoseDisk();
        emptied.Start();
        await emptied.ServesAsync(cancel);
        await writers.ReachAsync(writers.Count + 2000, cancel);
        await cluster.InSyncAsync("numbers", cancel);
        (await cluster.ReplicasAsync("numbers", cancel)).Count.ShouldBe(3);

        // The copy made anew is as good as any: the former leader may die.
        await writers.FinishAsync();
        leader = await cluster.LeaderAsync("numbers", cancel);
        leader.Kill();
        await cluster.LeaderAsync("numbers", cancel, other: leader);
        await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
    }
}
