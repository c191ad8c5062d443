using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>Disks that fail, machines that lose power, logs that part, bases that move on: over real sockets, on simulated disks.</summary>
public sealed class ReplicaFaultTests
{
    [Fact]
    public async Task A_leader_whose_disk_fails_is_out_of_service_and_another_serves()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        Replica leader = await cluster.LeaderAsync();
        cluster.Disk(leader.Self.NodeId).Fail(FileOperation.Sync, "shared-0", forever: true);

        (ErrorCode error, long _) = await ReplicaCluster.ProduceAsync(leader, Batches.Of("b"));

        // The two others may have acknowledged it before the leader found its own disk to fail.
        error.ShouldBeOneOf(ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.None);
        await Eventually.TrueAsync(() => leader.Failure is not null, "the leader is out of service");
        (await cluster.ProduceAsync("c")).ShouldBeGreaterThan(0);
        (await cluster.LeaderAsync()).ShouldNotBe(leader);
    }

    [Fact]
    public async Task A_follower_whose_disk_fails_stops_nothing()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        Replica leader = await cluster.LeaderAsync();
        Replica follower = cluster.Replicas.First(r => r != leader);
        cluster.Disk(follower.Self.NodeId).Fail(FileOperation.Sync, "shared-0", forever: true);

        for (int i = 0; i < 10; i++) (await ReplicaCluster.ProduceAsync(leader, Batches.Of($"{i}"))).ShouldBe((ErrorCode.None, i));

        await Eventually.TrueAsync(() => follower.Failure is not null, "the follower is out of service");
        leader.Role.ShouldBe(QuorumRole.Leader);
    }

    [Fact]
    public async Task What_was_acknowledged_survives_power_failures_of_one_machine_after_the_other()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        var acknowledged = new List<string>();
        for (ulong round = 0; round < 6; round++)
        {
            for (int i = 0; i < 5; i++)
            {
                string value = $"{round}-{i}";
                long offset = await cluster.ProduceAsync(value);
                // A batch whose answer was lost may stand before it; it is not counted here.
                offset.ShouldBeGreaterThanOrEqualTo(acknowledged.Count);
                acknowledged.Add(value);
            }

            int victim = round % 2 == 0 ? (await cluster.LeaderAsync()).Self.NodeId : cluster.Running.First();
            await cluster.LosePowerAsync(victim, round);
            cluster.Restart(victim).Failure.ShouldBeNull();
        }

        await cluster.ProduceAsync("last");
        await cluster.ShouldAgreeAsync();
        foreach (Replica replica in cluster.Replicas) acknowledged.Except(ReplicaCluster.ValuesOf(replica)).ShouldBeEmpty($"{replica}");
    }

    [Fact]
    public async Task All_machines_lose_power_and_nothing_acknowledged_is_lost()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        for (int i = 0; i < 20; i++) await cluster.ProduceAsync($"{i}");

        foreach (int id in cluster.Running) await cluster.LosePowerAsync(id, (ulong)id);
        for (int id = 1; id <= 3; id++) cluster.Restart(id).Failure.ShouldBeNull();

        await cluster.ProduceAsync("20");
        await cluster.ShouldAgreeAsync();
        ReplicaCluster.ValuesOf(cluster[1]).ShouldBe(Enumerable.Range(0, 21).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_follower_behind_the_leaders_base_takes_the_base()
    {
        var settings = new Dictionary<string, string> { [TopicSettings.SegmentBytes] = "1048576" };
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3, settings);
        int behind = cluster.Replicas.First(r => r.Role != QuorumRole.Leader).Self.NodeId;
        await cluster.KillNodeAsync(behind);
        for (int i = 0; i < 5; i++) await cluster.ProduceAsync(new string('x', 600_000));
        await cluster.ShouldAgreeAsync();
        foreach (Replica replica in cluster.Replicas)
        {
            replica.Exclusively(log => log.DeleteSegments(new RetentionLimits(null, 1), replica.HighWatermark, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())).ShouldBeGreaterThan(0);
        }

        cluster.Restart(behind);
        await cluster.ProduceAsync("after");
        await Eventually.TrueAsync(() => cluster[behind].HighWatermark == 6, "the follower has caught up");

        cluster[behind].Log.Base.Position.Offset.ShouldBeGreaterThan(0);
        cluster.Host(behind).Log.Of(1061).ShouldHaveSingleItem();
        ReplicaCluster.ValuesOf(cluster[behind])[^1].ShouldBe("after");
    }

    [Fact]
    public async Task A_leader_is_asked_to_remove_itself_and_hands_over()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        await cluster.ShouldAgreeAsync();
        Replica leader = await cluster.LeaderAsync();

        (await leader.RemoveVoterAsync(leader.Self, TimeSpan.FromSeconds(5))).ShouldBe(ErrorCode.NotLeaderOrFollower);
        Replica? next = null;
        await Eventually.TrueAsync(() => (next = cluster.Replicas.FirstOrDefault(r => r != leader && r.LeadsWithCurrentHighWatermark)) is not null, "a successor leads");
        (await next!.RemoveVoterAsync(leader.Self, TimeSpan.FromSeconds(10))).ShouldBe(ErrorCode.None);

        next.Voters.ShouldNotContain(leader.Self);
        (await ReplicaCluster.ProduceAsync(next, Batches.Of("b"))).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task A_lost_vote_keeps_a_voter_from_taking_part_until_it_is_made_anew()
    {
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3);
        await cluster.ProduceAsync("a");
        int forgetful = cluster.Replicas.First(r => r.Role != QuorumRole.Leader).Self.NodeId;
        Voter old = cluster[forgetful].Self;
        await cluster.StopNodeAsync(forgetful);
        using (DataFolder folder = DataFolder.Open(cluster.Disk(forgetful), "/data")) folder.Votes.Forget([old.ReplicaId]);

        Replica lost = cluster.Restart(forgetful);
        lost.ServiceError.ShouldBe(ErrorCode.KafkaStorageError);
        ReplicaFolder renewed = cluster.Host(forgetful).Store.Renew(lost);

        renewed.Id.ShouldNotBe(old.ReplicaId);
        (await cluster.ProduceAsync("b")).ShouldBe(1);
    }

    [Fact]
    public async Task Fewer_replicas_in_sync_than_the_topic_demands_are_counted()
    {
        var settings = new Dictionary<string, string> { [TopicSettings.MinInsyncReplicas] = "3" };
        await using ReplicaCluster cluster = await ReplicaCluster.StartAsync(3, settings, o => o with { ReplicaLagMax = TimeSpan.FromMilliseconds(200) });
        Replica leader = await cluster.LeaderAsync();
        await Eventually.TrueAsync(() => leader.CountInSync() == 3, "all are in sync");

        await cluster.KillNodeAsync(cluster.Replicas.First(r => r != leader).Self.NodeId);

        await Eventually.TrueAsync(() => leader.CountInSync() == 2, "one is missed");
        leader.Describe().InSync.Count.ShouldBe(2);
    }
}
