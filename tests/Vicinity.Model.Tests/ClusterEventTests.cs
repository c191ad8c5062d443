namespace Vicinity.Model.Tests;

public sealed class ClusterEventTests
{
    [Fact]
    public void An_election_is_told_in_words() =>
        new ClusterEvent(ClusterEventKind.LeaderElected) { Topic = "traffic.0231", Partition = 0, NodeId = 2, Epoch = 7, Duration = TimeSpan.FromMilliseconds(140) }
            .Text.ShouldBe("traffic.0231-0 elected node 2 in epoch 7 after 140 ms");

    [Fact]
    public void What_is_not_known_is_left_out() =>
        new ClusterEvent(ClusterEventKind.LeaderElected) { Topic = "t", Partition = 0, NodeId = 2 }.Text.ShouldBe("t-0 elected node 2");

    [Theory]
    [InlineData(-1, "node 1 cut its log of t-0")]
    [InlineData(500, "node 1 cut its log of t-0 to offset 500")]
    public void A_log_that_was_cut_says_where_if_that_is_known(long offset, string text) =>
        new ClusterEvent(ClusterEventKind.LogTruncated) { Topic = "t", Partition = 0, NodeId = 1, Offset = offset }.Text.ShouldBe(text);

    [Fact]
    public void No_words_show_the_number_that_stands_for_none() =>
        Enum.GetValues<ClusterEventKind>().ShouldAllBe(kind => !new ClusterEvent(kind) { Topic = "t", Partition = 0 }.Text.Contains("-1"));

    [Fact]
    public void A_reason_is_added() => new ClusterEvent(ClusterEventKind.NodeLost) { NodeId = 3, Detail = "its connection was closed" }.Text.ShouldBe("node 3 lost: its connection was closed");

    [Fact]
    public void Every_kind_has_words() =>
        Enum.GetValues<ClusterEventKind>().ShouldAllBe(kind => new ClusterEvent(kind) { NodeId = 1, Topic = "t", Partition = 0 }.Text.Length > 5);
}
