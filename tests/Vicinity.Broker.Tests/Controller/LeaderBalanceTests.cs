using System.Collections.Immutable;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class LeaderBalanceTests
{
    private static readonly int[] s_all = [1, 2, 3];

    [Fact]
    public void Partitions_of_a_node_that_leads_too_few_of_those_that_prefer_it_go_back_to_it()
    {
        ClusterImage image = Image(10, p => 1 + (p % 2));

        Partitions(LeaderBalance.Astray(image, (_, p) => p < 4 ? 3 : 1 + (p % 2), s_all)).ShouldBe([0, 2, 1, 3]);
    }

    [Fact]
    public void Nothing_is_done_as_long_as_no_more_than_a_tenth_is_led_by_others()
    {
        ClusterImage image = Image(20, _ => 1);

        LeaderBalance.Astray(image, (_, p) => p < 2 ? 2 : 1, s_all).ShouldBeEmpty();
        Partitions(LeaderBalance.Astray(image, (_, p) => p < 3 ? 2 : 1, s_all)).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Partitions_stay_where_they_are_while_the_preferred_leader_is_away_or_nobody_leads_or_their_replicas_move()
    {
        ClusterImage image = Image(2, _ => 1);
        ClusterTopic topic = image.Topics["t"];
        ClusterImage moving = image.With([ClusterRecord.Of(topic with { Partitions = [.. topic.Partitions.Select(p => p.MovingTo([V(1), V(2)]))] })]);

        LeaderBalance.Astray(image, (_, _) => 2, [2, 3]).ShouldBeEmpty();
        LeaderBalance.Astray(image, (_, _) => -1, s_all).ShouldBeEmpty();
        LeaderBalance.Astray(moving, (_, _) => 2, s_all).ShouldBeEmpty();
        Partitions(LeaderBalance.Astray(image, (_, _) => 2, s_all)).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_node_that_was_away_leads_its_partitions_again_after_a_while()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3, o => o with { LeaderBalanceInterval = TimeSpan.FromMilliseconds(500) });
        using WireClient client = await cluster.ConnectAsync(1);
        (await client.TryCreateTopicAsync(TopicCalls.Creating("t", partitions: 6, replicas: 3))).ErrorCode.ShouldBe(ErrorCode.None);
        int[] preferred = [.. cluster.Node(1).Topics.Find("t")!.Record.Partitions.Select(p => p.Replicas[0].NodeId)];

        await cluster.StopAsync(2);
        await Eventually.TrueAsync(() => Led(cluster.Node(1)).All(l => l is 1 or 3), "the others lead its partitions");
        await cluster.RestartAsync(2);

        await Eventually.TrueAsync(() => cluster.Nodes.All(n => Led(n).SequenceEqual(preferred)), "each node leads what prefers it");
    }

    private static int[] Led(Node node) => [.. Enumerable.Range(0, 6).Select(p => NodesUnderTest.LeaderOf(node, "t", p))];

    private static int[] Partitions(IReadOnlyList<TopicPartition> found) => [.. found.Select(p => p.Partition)];

    private static ClusterImage Image(int partitions, Func<int, int> preferred) => ClusterImage.Empty.With([
        ClusterRecord.Of(new ClusterTopic(
            "t",
            Guid.NewGuid(),
            [.. Enumerable.Range(0, partitions).Select(p => new PartitionAssignment([V(preferred(p)), .. s_all.Where(n => n != preferred(p)).Select(V)]))],
            ImmutableSortedDictionary<string, string>.Empty)),
    ]);

    private static Voter V(int node) => new(node, new Guid(node, 9, 9, new byte[8]));
}
