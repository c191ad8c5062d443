using Vicinity.Client;
using Vicinity.Model;
using static Vicinity.ClusterWatch.Tests.Moments;

namespace Vicinity.ClusterWatch.Tests;

public sealed class ClusterFoldTests
{
    private readonly ClusterFold _fold = new();

    [Fact]
    public void Nodes_topics_leaders_and_followers_show_as_the_cluster_tells_them()
    {
        _fold.Take(Answer(1, 0, Topology(1, [1, 2, 3], Topic("t", Partition(2, 5, [2, 3, 1])))));
        _fold.Take(Answer(2, 0));
        _fold.Take(Answer(3, 0));

        ClusterView view = _fold.View(At(0.1));

        (view.ClusterId, view.Controller, view.Health).ShouldBe(("c", 1, ClusterHealth.Ok));
        view.Nodes.Select(n => (n.Id, n.Address, n.Leads, n.Replicas, n.IsController)).ShouldBe([(1, "127.0.0.1:9001", 0, 1, true), (2, "127.0.0.1:9002", 1, 1, false), (3, "127.0.0.1:9003", 0, 1, false)]);
        PartitionView partition = view.Partitions.ShouldHaveSingleItem();
        (partition.Leader, partition.Epoch, partition.Status).ShouldBe((2, 5, PartitionStatus.Ok));
        partition.Replicas.Select(r => (r.Node, r.Role)).ShouldBe([(2, ReplicaRole.Leader), (3, ReplicaRole.Follower), (1, ReplicaRole.Follower)]);
    }

    [Fact]
    public void A_node_that_was_away_before_anybody_looked_counts_as_away()
    {
        for (int round = 0; round < 3; round++)
        {
            _fold.Take(Answer(1, round, Topology(1, [1, 2], Topic("t", Partition(1, 5, [1, 2, 3])))));
            _fold.Take(Answer(2, round));
        }

        ClusterView view = _fold.View(At(3));

        view.Nodes.Select(n => (n.Id, n.Address, n.Status)).ShouldBe([(1, "127.0.0.1:9001", NodeStatus.Alive), (2, "127.0.0.1:9002", NodeStatus.Alive), (3, null, NodeStatus.Away)]);
        view.Health.ShouldBe(ClusterHealth.Degraded);
    }

    [Fact]
    public void Lag_is_told_in_records_and_by_the_leaders_clock()
    {
        _fold.Take(Answer(1, 0, Topology(1, [1, 2], Topic("t", Partition(1, 5, [1, 2])))));
        _fold.Take(Quorum(1, 0, "t", 5, 90, (1, 100, 0), (2, 88, 1.25)));

        ReplicaView follower = _fold.View(At(0)).Partitions[0].Replicas[1];

        (follower.Node, follower.Lag, follower.LagMs).ShouldBe((2, 12L, 1200L));
    }

    [Fact]
    public void An_observer_that_asks_for_entries_is_shown_and_one_that_was_taken_off_is_not()
    {
        _fold.Take(Answer(1, 0, Topology(1, [1, 2, 3], Topic("t", Partition(1, 5, [1])))));
        NodeReport told = Quorum(1, 10, "t", 5, 90, (1, 100, 0));
        QuorumDescription quorum = told.Quorums!.Values.Single() with { Observers = [new(2, 40, At(9.9), At(0)), new(3, 20, At(2), At(0))] };
        _fold.Take(told with { Quorums = new Dictionary<TopicPartition, QuorumDescription> { [new("t", 0)] = quorum } });

        _fold.View(At(10)).Partitions[0].Replicas.Select(r => (r.Node, r.Role, r.Lag)).ShouldBe([(1, ReplicaRole.Leader, 0L), (2, ReplicaRole.Observer, 60L)]);
    }

    [Fact]
    public void A_leader_that_is_killed_leaves_its_partition_without_a_leader_until_another_is_elected()
    {
        StartThree();
        _fold.Take(Quorum(2, 1, "t", 5, 100, (1, 100, 0), (2, 100, 0), (3, 100, 0)));
        _fold.Take(Refusal(2, 2));
        ClusterView without = _fold.View(At(2));
        (without.Partitions[0].Leader, without.Partitions[0].Status, without.Health).ShouldBe((-1, PartitionStatus.NoLeader, ClusterHealth.Critical));

        _fold.Take(Told(3, 2.2, Election("t", 3, 6, 2.14, before: 2)));
        _fold.Take(Quorum(3, 2.4, "t", 6, 100, (3, 105, 0), (1, 104, 0), (2, 100, 0.4)));

        ClusterView after = _fold.View(At(2.4));
        (after.Partitions[0].Leader, after.Partitions[0].Epoch, after.Partitions[0].Status, after.Health).ShouldBe((3, 6, PartitionStatus.UnderReplicated, ClusterHealth.Degraded));
        after.Partitions[0].ElectedAt.ShouldBe(At(2.14).ToUnixTimeMilliseconds());
        _fold.Timeline.Since(0).ShouldHaveSingleItem().Text.ShouldBe("node 2 lost; t-0 elected node 3 in epoch 6 after 140 ms; 0 records lost");
    }

    [Fact]
    public void Records_that_were_acknowledged_and_that_the_new_leader_has_not_are_told_as_lost()
    {
        StartThree();
        _fold.Take(Quorum(2, 1, "t", 5, 100, (2, 100, 0)));
        _fold.Take(Refusal(2, 2));
        _fold.Take(Quorum(3, 2.4, "t", 6, 97, (3, 97, 0)));
        _fold.Take(Told(3, 2.5, Election("t", 3, 6, 2.14, before: 2)));
        _fold.Take(Quorum(3, 2.6, "t", 6, 97, (3, 97, 0)));

        _fold.Timeline.Since(0).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.Lost.ShouldBe(3), e => e.Severity.ShouldBe(Severity.Bad));
    }

    [Fact]
    public void What_a_node_of_the_past_says_of_leaders_is_not_taken()
    {
        StartThree();
        _fold.Take(Quorum(3, 1, "t", 6, 100, (3, 100, 0)));
        _fold.Take(Answer(2, 1.2, Topology(1, [1, 2, 3], Topic("t", Partition(2, 5, [1, 2, 3])))));

        _fold.View(At(1.2)).Partitions[0].Leader.ShouldBe(3);
    }

    [Fact]
    public void A_former_leader_tells_who_leads_now_and_nothing_of_the_others_progress()
    {
        StartThree();
        _fold.Take(Quorum(2, 1, "t", 5, 100, (2, 100, 0), (1, 98, 0)));
        NodeReport former = Quorum(3, 2, "t", 6, 0, (3, 0, 0));
        _fold.Take(former with { NodeId = 2 });

        PartitionView partition = _fold.View(At(2)).Partitions[0];
        (partition.Leader, partition.Epoch, partition.HighWatermark).ShouldBe((3, 6, 100L));
        partition.Replicas.ShouldAllBe(r => r.Role == ReplicaRole.Leader || r.Lag == null);
    }

    [Fact]
    public void A_node_that_takes_questions_and_does_not_answer_is_silent_and_back_when_it_does()
    {
        StartThree();
        _fold.Await(2, At(0.1), At(0.9));
        _fold.View(At(0.9)).Nodes[1].Status.ShouldBe(NodeStatus.Alive);
        _fold.Await(2, At(0.1), At(1.01));

        _fold.View(At(1.1)).Nodes[1].Status.ShouldBe(NodeStatus.Silent);
        _fold.Take(Answer(2, 6));

        _fold.View(At(6)).Nodes[1].Status.ShouldBe(NodeStatus.Alive);
        _fold.Timeline.Since(0).Select(e => e.Text).ShouldBe(["node 2 lost: it does not answer", "node 2 is back after 5.0 s"]);
    }

    [Fact]
    public void With_fewer_than_a_majority_in_sync_a_partition_is_for_reading_only()
    {
        StartThree();
        _fold.Take(Quorum(2, 1, "t", 5, 100, (2, 100, 0)));
        _fold.Take(Answer(1, 1, Topology(1, [1, 2], Topic("t", Partition(2, 5, [1, 2, 3], [2])))));

        _fold.View(At(1)).Partitions[0].Status.ShouldBe(PartitionStatus.ReadOnly);
    }

    [Fact]
    public void A_partition_that_says_it_refuses_writes_is_for_reading_only_for_a_while()
    {
        StartThree();
        _fold.Take(Told(2, 1, new ClusterEvent(ClusterEventKind.WriteRefused) { Topic = "t", Partition = 0, NodeId = 2, Time = At(1) }));

        _fold.View(At(3)).Partitions[0].Status.ShouldBe(PartitionStatus.ReadOnly);
        _fold.View(At(20)).Partitions[0].Status.ShouldBe(PartitionStatus.Ok);
    }

    [Fact]
    public void A_topic_that_no_node_names_any_more_goes_and_may_come_back_with_another_id()
    {
        StartThree();
        for (int i = 1; i <= 3; i++) _fold.Take(Answer(i, i, Topology(1, [1, 2, 3])));
        _fold.View(At(4)).Partitions.ShouldBeEmpty();
        StartThree();
        _fold.View(At(5)).Partitions.ShouldBeEmpty("that was a node that lags behind");

        _fold.Take(Answer(1, 5, Topology(1, [1, 2, 3], Topic("t", Partition(1, 1, [1])) with { Id = Guid.NewGuid() })));

        _fold.View(At(5)).Partitions.ShouldHaveSingleItem().Epoch.ShouldBe(1);
    }

    [Fact]
    public void Events_are_told_in_the_watchers_clock_when_a_nodes_clock_is_wrong()
    {
        StartThree();
        NodeReport told = Told(1, 10);
        _fold.Take(told with { Events = told.Events! with { Now = At(-500), Events = [Lost(9, -502)] } });

        _fold.Timeline.Since(0).ShouldHaveSingleItem().Time.ShouldBe(At(8).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Rates_follow_the_high_watermark()
    {
        StartThree();
        for (int i = 0; i < 8; i++) _fold.Take(Quorum(2, i * 0.25, "t", 5, i * 25, (2, i * 25, 0)));

        ClusterView view = _fold.View(At(2));
        (view.Partitions[0].RecordsPerSecond, view.Nodes[1].RecordsPerSecond, view.RecordsPerSecond).ShouldBe((100, 100, 100));
    }

    [Fact]
    public void Nodes_that_hold_replicas_are_known_also_when_nobody_names_their_address()
    {
        _fold.Take(Answer(1, 0, Topology(1, [1], Topic("t", Partition(1, 5, [1, 7])))));

        _fold.View(At(0)).Nodes.Select(n => (n.Id, n.Address)).ShouldBe([(1, "127.0.0.1:9001"), (7, null)]);
    }

    [Fact]
    public void Apache_kafka_shows_what_its_metadata_tell()
    {
        _fold.Take(Answer(1, 0, Topology(1, [1, 2, 3], Topic("t", Partition(2, 5, [1, 2, 3], [2, 3])))));

        ClusterView view = _fold.View(At(0));
        view.TellsLag.ShouldBeFalse();
        view.Partitions[0].ShouldSatisfyAllConditions(
            p => p.Status.ShouldBe(PartitionStatus.UnderReplicated), p => p.HighWatermark.ShouldBeNull(), p => p.Replicas.ShouldAllBe(r => r.Role == ReplicaRole.Leader || r.Lag == null));
    }

    private void StartThree()
    {
        for (int node = 1; node <= 3; node++) _fold.Take(Answer(node, 0, Topology(1, [1, 2, 3], Topic("t", Partition(2, 5, [1, 2, 3])))));
    }
}
