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
        // Until the cluster has missed it, another disk under its id is refused.
        await cluster.UntilAsync("the cluster takes it in again", async () =>
        {
            emptied.Start();
            try
            {
                await emptied.ServesAsync(cancel);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }, cancel);
        await writers.ReachAsync(writers.Count + 2000, cancel);
        await writers.FinishAsync();
        await cluster.MovedAsync("numbers", 3, writers.Count, cancel);

        // The copy made anew is as good as any: the former leader may die.
        leader = await cluster.LeaderAsync("numbers", cancel);
        leader.Kill();
        await cluster.LeaderAsync("numbers", cancel, other: leader);
        await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_bit_that_flips_in_what_a_follower_has_acknowledged_is_noticed_and_its_copy_made_anew()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel);
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        await writers.ReachAsync(2000, cancel);
        await cluster.InSyncAsync("numbers", cancel);

        MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
        MemberProcess follower = cluster.Nodes.First(n => n != leader);
        // Stopped in order, so that the node has recorded how far its log was on disk.
        (await follower.StopAsync(cancel)).ShouldBe(0);
        string segment = Directory.GetFiles(Path.Combine(follower.DataFolder, "replicas", "numbers-0"), "*.log").Order().Last();
        byte[] bytes = await File.ReadAllBytesAsync(segment, cancel);
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(segment, bytes, cancel);
        follower.Start();
        await follower.ServesAsync(cancel);

        await writers.ReachAsync(writers.Count + 1000, cancel);
        await cluster.UntilAsync("the damaged copy is set aside", () => Task.FromResult(Directory.GetDirectories(Path.Combine(follower.DataFolder, "replicas"), "*.damaged").Length > 0), cancel);
        await writers.FinishAsync();
        await cluster.MovedAsync("numbers", 3, writers.Count, cancel);

        // The other follower dies: what is acknowledged now rests on the copy that was made anew.
        cluster.Nodes.First(n => n != leader && n != follower).Kill();
        await using Producer again = cluster.NewProducer();
        await again.SendAsync("numbers", default, "last"u8.ToArray(), partition: 0);
        List<ConsumedRecord> stored = await StoredRecords.ReadAsync(cluster.BootstrapServers, new("numbers", 0), cancel);
        stored.Select(r => r.ValueText).ShouldBe([.. Enumerable.Range(0, writers.Count).Select(i => NumberedWriters.ValueOf(i)), "last"]);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_follower_whose_disk_is_full_stops_no_write_and_catches_up_when_it_has_room_again()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using SmallDisk disk = SmallDisk.Mount("12m");
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(3, cancel, prepare: c => c[3].DataFolder = disk.Path);
        await cluster.CreateTopicAsync("numbers", 3, cancel);
        await using Producer producer = cluster.NewProducer();
        var writers = new NumberedWriters([producer], "numbers", 1);
        // Some 110 bytes each: more than the small disk takes.
        await writers.ReachAsync(150_000, cancel);
        MemberProcess leader = await cluster.LeaderAsync("numbers", cancel);
        leader.ShouldNotBe(cluster[3], "a full disk cannot lead");
        await cluster.UntilAsync("the node with the full disk is out of sync", async () => !(await cluster.Admin.DescribeTopicAsync("numbers", cancel)).Partitions[0].InSyncReplicas.Contains(3), cancel);

        (await cluster[3].StopAsync(cancel)).ShouldBe(0);
        disk.Resize("200m");
        cluster[3].Start();
        await cluster[3].ServesAsync(cancel);
        await cluster.InSyncAsync("numbers", cancel);
        await writers.FinishAsync();
        await cluster.NothingIsLostAsync("numbers", writers, 0, cancel);
    }
}
