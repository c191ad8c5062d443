namespace Vicinity.System.Tests;

/// <summary>Nodes that start at the same moment.</summary>
public sealed class StartTests
{
    [Fact(Timeout = 300_000)]
    public async Task Five_nodes_started_together_elect_in_few_epochs_and_keep_their_leaders()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(5, cancel);
        await cluster.CreateTopicAsync("numbers", 5, cancel, partitions: 4);
        int[] before = await EpochsAsync();
        foreach (MemberProcess node in cluster.Nodes) node.Kill();
        foreach (MemberProcess node in cluster.Nodes) node.Start();
        foreach (MemberProcess node in cluster.Nodes) await node.ServesAsync(cancel);
        await cluster.InSyncAsync("numbers", cancel);

        int[] epochs = await EpochsAsync();
        // The nodes that are killed last may elect twice more.
        epochs.Zip(before, (now, then) => now - then).ShouldAllBe(more => more <= 8, "some candidacies may split, but not again and again");
        await Task.Delay(TimeSpan.FromSeconds(2), cancel);
        (await EpochsAsync()).ShouldBe(epochs, $"once there is a leader it stays\n{string.Join('\n', cluster.Nodes)}");

        async Task<int[]> EpochsAsync() => [.. (await cluster.Admin.DescribeTopicAsync("numbers", cancel)).Partitions.Select(p => p.LeaderEpoch)];
    }
}
