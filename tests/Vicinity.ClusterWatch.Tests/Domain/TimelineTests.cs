using Vicinity.Model;
using static Vicinity.ClusterWatch.Tests.Moments;

namespace Vicinity.ClusterWatch.Tests;

public sealed class TimelineTests
{
    private readonly Timeline _timeline = new();

    private string[] Texts => [.. _timeline.Since(0).Select(e => e.Text)];

    [Fact]
    public void A_loss_its_election_and_what_it_cost_are_one_sentence()
    {
        _timeline.Take(Lost(3, 1));
        _timeline.Take(Election("traffic.0231", 2, 7, 1.14, before: 3));
        _timeline.Measured(new("traffic.0231", 0), 7, 0);

        Texts.ShouldBe(["node 3 lost; traffic.0231-0 elected node 2 in epoch 7 after 140 ms; 0 records lost"]);
    }

    [Fact]
    public void An_election_that_was_heard_of_before_its_cause_moves_to_it()
    {
        _timeline.Take(Election("a", 2, 7, 1.14, before: 3));
        long seen = _timeline.Change;
        _timeline.Take(Lost(3, 1));

        Texts.ShouldBe(["node 3 lost; a-0 elected node 2 in epoch 7 after 140 ms"]);
        _timeline.Since(seen).Where(e => e.IsGone).ShouldHaveSingleItem();
    }

    [Fact]
    public void An_election_long_after_its_old_leader_was_back_has_another_cause()
    {
        _timeline.Take(Lost(3, 1));
        _timeline.Take(new(ClusterEventKind.NodeBack) { NodeId = 3, Time = At(2) });
        _timeline.Take(Election("a", 2, 7, 20, before: 3));

        Texts.ShouldBe(["node 3 lost", "node 3 is back", "a-0 elected node 2 in epoch 7 after 140 ms"]);
    }

    [Fact]
    public void The_same_loss_told_by_many_nodes_is_one_entry()
    {
        for (int i = 0; i < 19; i++) _timeline.Take(Lost(3, 1 + i * 0.1, i == 5 ? "its connection was closed" : null));

        Texts.ShouldBe(["node 3 lost: its connection was closed"]);
    }

    [Fact]
    public void A_node_that_is_killed_again_right_after_it_came_back_is_lost_twice()
    {
        _timeline.Take(Lost(3, 1));
        _timeline.Take(new(ClusterEventKind.NodeBack) { NodeId = 3, Time = At(3) });
        _timeline.Take(Lost(3, 5));
        _timeline.Take(Lost(3, 1.2));

        Texts.ShouldBe(["node 3 lost", "node 3 is back", "node 3 lost"]);
    }

    [Fact]
    public void A_node_that_says_it_started_and_that_others_call_back_is_back_once()
    {
        _timeline.Take(new(ClusterEventKind.NodeStarted) { NodeId = 3, Time = At(3) });
        _timeline.Take(new(ClusterEventKind.NodeBack) { NodeId = 3, Time = At(3.3), Duration = TimeSpan.FromSeconds(4.2) });
        _timeline.Take(new(ClusterEventKind.NodeBack) { NodeId = 3, Time = At(3.4) });

        Texts.ShouldBe(["node 3 is back after 4.2 s"]);
    }

    [Fact]
    public void Many_elections_of_one_loss_are_counted_and_the_slowest_is_named()
    {
        _timeline.Take(Lost(3, 1));
        for (int i = 0; i < 12; i++)
        {
            _timeline.Take(Election("t", 2, 7, 1.1, before: 3, ms: 100 + i, partition: i));
            _timeline.Measured(new("t", i), 7, i == 4 ? 2 : 0);
        }

        TimelineEntry entry = _timeline.Since(0).ShouldHaveSingleItem();
        entry.Text.ShouldBe("node 3 lost; 12 partitions elected leaders, the slowest after 111 ms; 2 records lost");
        (entry.Elections, entry.SlowestMs, entry.Lost, entry.Severity).ShouldBe((12, 111L, 2L, Severity.Bad));
    }

    [Fact]
    public void Several_nodes_that_do_the_same_are_told_of_in_the_plural()
    {
        for (int node = 1; node <= 2; node++) _timeline.Take(new(ClusterEventKind.LogTruncated) { NodeId = node, Topic = "t", Partition = node, Time = At(1) });

        Texts.ShouldBe(["several nodes cut their logs of 2 partitions"]);
    }

    [Fact]
    public void A_partition_that_elects_twice_is_counted_once()
    {
        for (int i = 0; i < 5; i++) _timeline.Take(Election("t", 1, 1, 1, partition: i));
        _timeline.Take(Election("t", 2, 2, 1.3, partition: 4, ms: 200));

        TimelineEntry entry = _timeline.Since(0).ShouldHaveSingleItem();
        entry.Text.ShouldBe("5 partitions elected leaders, the slowest after 200 ms");
        entry.Elections.ShouldBe(5);
    }

    [Fact]
    public void Of_the_elections_of_one_partition_the_last_is_told()
    {
        _timeline.Take(Election("t", 2, 2, 1.3));
        _timeline.Take(Election("t", 1, 1, 1));

        Texts.ShouldBe(["t-0 elected node 2 in epoch 2 after 140 ms"]);
    }

    [Fact]
    public void What_the_watcher_saw_first_takes_on_what_the_leader_tells_of_it()
    {
        _timeline.Take(Election("t", 2, 7, 1.2, before: 3) with { Duration = null });
        _timeline.Take(Election("t", 2, 7, 1.1, ms: 90));

        Texts.ShouldBe(["t-0 elected node 2 in epoch 7 after 90 ms"]);
    }

    [Fact]
    public void Elections_of_one_moment_without_a_loss_are_one_entry_and_later_ones_another()
    {
        _timeline.Take(Election("a", 1, 2, 1));
        _timeline.Take(Election("b", 1, 2, 1.5));
        _timeline.Take(Election("c", 1, 2, 9));

        Texts.ShouldBe(["2 partitions elected leaders, the slowest after 140 ms", "c-0 elected node 1 in epoch 2 after 140 ms"]);
    }

    [Fact]
    public void The_loss_of_a_measured_election_counts_once()
    {
        _timeline.Take(Election("a", 1, 2, 1));
        _timeline.Measured(new("a", 0), 2, 0);
        _timeline.Measured(new("a", 0), 2, 5);

        Texts.ShouldBe(["a-0 elected node 1 in epoch 2 after 140 ms; 0 records lost"]);
    }

    [Fact]
    public void Old_entries_make_room_and_changes_are_told_once()
    {
        for (int i = 0; i < Timeline.MostEntries + 50; i++) _timeline.Take(Lost(i, i * 100));

        _timeline.Since(0).Count.ShouldBe(Timeline.MostEntries);
        _timeline.Since(_timeline.Change).ShouldBeEmpty();
    }

    [Fact]
    public void A_topic_and_the_first_elections_of_its_partitions_are_one_entry()
    {
        _timeline.Take(new(ClusterEventKind.TopicCreated) { Topic = "t", Time = At(1) });
        for (int i = 0; i < 3; i++) _timeline.Take(Election("t", i, 1, 1.1, partition: i));

        _timeline.Since(0).ShouldHaveSingleItem().Elections.ShouldBe(3);
    }
}
