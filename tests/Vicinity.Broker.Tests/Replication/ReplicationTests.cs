using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

public sealed class ReplicationTests
{
    [Fact]
    public async Task Acknowledged_records_lie_on_all_replicas_byte_for_byte()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);

        for (int i = 0; i < 20; i++) (await cluster.ProduceAsync($"a{i}", $"b{i}")).ShouldBe(2 * i);

        await cluster.ShouldAgreeAsync();
        ReplicaCluster.ValuesOf(cluster[3]).Count.ShouldBe(40);
    }

    [Fact]
    public async Task The_next_leader_serves_when_the_first_is_stopped_and_offsets_stay_dense()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        Replica first = await cluster.LeaderAsync();
        (await cluster.ProduceAsync("a")).ShouldBe(0);

        await cluster.StopNodeAsync(first.Self.NodeId);
        (await cluster.ProduceAsync("b")).ShouldBe(1);
        cluster.Restart(first.Self.NodeId);
        (await cluster.ProduceAsync("c")).ShouldBe(2);

        await cluster.ShouldAgreeAsync();
        ReplicaCluster.ValuesOf(cluster[first.Self.NodeId]).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task The_next_leader_serves_when_the_first_is_killed()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");

        for (int i = 0; i < 5; i++)
        {
            int leader = (await cluster.LeaderAsync()).Self.NodeId;
            await cluster.KillNodeAsync(leader);
            (await cluster.ProduceAsync("b")).ShouldBe(i + 1);
            cluster.Restart(leader);
        }

        await cluster.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_follower_that_missed_records_catches_up()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        int follower = cluster.Replicas.First(r => r.Role != QuorumRole.Leader).Self.NodeId;
        await cluster.KillNodeAsync(follower);
        for (int i = 0; i < 50; i++) await cluster.ProduceAsync($"{i}");

        cluster.Restart(follower);

        await cluster.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_leader_that_lost_its_majority_refuses_writes_and_serves_reads()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        Replica leader = await cluster.LeaderAsync();
        foreach (int other in cluster.Running.Where(n => n != leader.Self.NodeId)) await cluster.KillNodeAsync(other);

        await Eventually.TrueAsync(() => leader.Role != QuorumRole.Leader, "the leader resigns");

        leader.WriteError.ShouldBe(ErrorCode.NotLeaderOrFollower);
        leader.ReadError.ShouldBe(ErrorCode.None);
        ReplicaCluster.ValuesOf(leader).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_parked_write_of_a_leader_that_loses_its_majority_is_not_acknowledged_and_its_record_is_cut()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        await cluster.ShouldAgreeAsync();
        Replica leader = await cluster.LeaderAsync();
        int[] others = [.. cluster.Running.Where(n => n != leader.Self.NodeId)];

        foreach (int other in others) cluster.Cut(leader.Self.NodeId, other);
        (ErrorCode error, long _) = await ReplicaCluster.ProduceAsync(leader, Batches.Of("lost"));
        error.ShouldBe(ErrorCode.NotEnoughReplicasAfterAppend, "nothing else says that nobody knows");
        (await cluster.ProduceAsync("b")).ShouldBe(1);
        foreach (int other in others) cluster.Join(leader.Self.NodeId, other);

        await cluster.ShouldAgreeAsync();
        ReplicaCluster.ValuesOf(leader).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_parked_write_nobody_is_told_that_it_was_not_stored_when_its_replica_goes_away(bool isMoved)
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        await cluster.ShouldAgreeAsync();
        Replica leader = await cluster.LeaderAsync();
        // The others get it and cannot say so.
        foreach (int other in cluster.Running.Where(n => n != leader.Self.NodeId)) cluster.Disk(other).Fail(FileOperation.Sync, "shared-0", forever: true);
        Task<(ErrorCode Error, long)> parked = ReplicaCluster.ProduceAsync(leader, Batches.Of("kept or not"));

        if (isMoved) cluster.Host(leader.Self.NodeId).Store.Delete(leader);
        else await cluster.StopNodeAsync(leader.Self.NodeId);

        (await parked).Error.ShouldBe(ErrorCode.NotEnoughReplicasAfterAppend);
        (await ReplicaCluster.ProduceAsync(leader, Batches.Of("later"))).Error.ShouldBe(ErrorCode.UnknownTopicOrPartition, "nothing of this one is stored");
    }

    [Fact]
    public async Task A_duplicate_of_an_idempotent_producer_gets_its_first_offset_from_the_next_leader()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        Replica first = await cluster.LeaderAsync();
        (await ReplicaCluster.ProduceAsync(first, Batches.From(7, 0, 0, "a"))).ShouldBe((ErrorCode.None, 0));
        await cluster.KillNodeAsync(first.Self.NodeId);

        Replica second = await cluster.LeaderAsync();
        (await ReplicaCluster.ProduceAsync(second, Batches.From(7, 0, 0, "a"))).ShouldBe((ErrorCode.None, 0));
        (await ReplicaCluster.ProduceAsync(second, Batches.From(7, 0, 1, "b"))).ShouldBe((ErrorCode.None, 1));
    }

    [Fact]
    public async Task An_emptied_disk_comes_back_as_a_new_voter_and_the_old_one_is_removed()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        Replica leader = await cluster.LeaderAsync();
        int lost = cluster.Running.First(n => n != leader.Self.NodeId);
        var old = cluster[lost].Self;
        await cluster.KillNodeAsync(lost);
        cluster.EmptyDisk(lost);

        Replica newcomer = cluster.Restart(lost);
        newcomer.Self.ShouldNotBe(old);
        newcomer.LearnLeader(leader.Self.NodeId, leader.Epoch);
        (await (await cluster.LeaderAsync()).AddVoterAsync(newcomer.Self, TimeSpan.FromSeconds(10))).ShouldBe(ErrorCode.None);
        (await (await cluster.LeaderAsync()).RemoveVoterAsync(old, TimeSpan.FromSeconds(10))).ShouldBe(ErrorCode.None);
        (await cluster.ProduceAsync("b")).ShouldBe(1);

        await cluster.ShouldAgreeAsync();
        cluster[lost].Voters.ShouldBe(cluster.Replicas.Select(r => r.Self), ignoreOrder: true);
    }
}
