using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Deleted records do not come back, whoever dies after the answer.</summary>
public sealed class DeletedRecordsTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Records_that_were_deleted_stay_deleted_when_the_leader_dies_on_the_answer()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 10; i++) await cluster.ProduceAsync($"{round}-{i}");
            Replica leader = await cluster.LeaderAsync();
            long before = leader.HighWatermark - 5;

            (await leader.DeleteRecordsAsync(before, s_timeout)).ShouldBe((ErrorCode.None, before));
            int dead = leader.Self.NodeId;
            await cluster.LosePowerAsync(dead, (ulong)round);

            Replica next = await cluster.LeaderAsync();
            next.Log.LogStartOffset.ShouldBe(before, $"round {round}");
            cluster.Restart(dead);
            await cluster.ShouldAgreeAsync();
            await Eventually.TrueAsync(() => cluster.Replicas.All(r => r.Log.LogStartOffset == before), "all know it");
        }
    }

    [Fact]
    public async Task A_leader_that_has_not_heard_of_a_deletion_learns_of_it_before_it_serves_readers()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        for (int i = 0; i < 10; i++) await cluster.ProduceAsync($"{i}");
        await cluster.ShouldAgreeAsync();
        Replica leader = await cluster.LeaderAsync();
        Replica[] others = [.. cluster.Replicas.Where(r => r != leader)];
        (Replica knows, Replica ignorant) = (others[0], others[1]);
        cluster.Cut(leader.Self.NodeId, ignorant.Self.NodeId);

        (await leader.DeleteRecordsAsync(7, s_timeout)).ShouldBe((ErrorCode.None, 7));
        (knows.Log.LogStartOffset, ignorant.Log.LogStartOffset).ShouldBe((7, 0));
        await cluster.KillNodeAsync(leader.Self.NodeId);
        await Eventually.TrueAsync(
            () =>
            {
                if (ignorant.Role != QuorumRole.Leader) ignorant.Campaign();
                return ignorant.Role == QuorumRole.Leader && !ignorant.AwaitsOwnEpoch;
            },
            "the one that has not heard of it leads");

        ignorant.Log.LogStartOffset.ShouldBe(7);
    }

    [Fact]
    public async Task A_deletion_that_only_the_leader_knows_is_not_answered_as_done()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a", "b");
        await cluster.ShouldAgreeAsync();
        Replica leader = await cluster.LeaderAsync();
        foreach (int other in cluster.Running.Where(n => n != leader.Self.NodeId)) await cluster.KillNodeAsync(other);

        (await leader.DeleteRecordsAsync(-1, s_timeout)).Error.ShouldBe(ErrorCode.NotLeaderOrFollower);
    }

    [Fact]
    public async Task A_deletion_that_followers_cannot_write_is_answered_as_not_known_and_asks_them_again_without_haste()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a", "b");
        await cluster.ShouldAgreeAsync();
        Replica leader = await cluster.LeaderAsync();
        Replica[] others = [.. cluster.Replicas.Where(r => r != leader)];
        foreach (Replica other in others) cluster.Disk(other.Self.NodeId).Fail(Storage.FileOperation.Rename, "log-start");

        (ErrorCode error, long logStart) = await leader.DeleteRecordsAsync(1, s_timeout);

        // Each disk failed once; the next time that the leader tells its bounds they follow.
        (error, logStart).ShouldBe((ErrorCode.None, 1));
        others.Count(r => r.Log.LogStartOffset == 1).ShouldBeGreaterThan(0);
    }
}
