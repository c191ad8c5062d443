using System.Collections.Immutable;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

public sealed class PlacementTests
{
    [Fact]
    public void Four_topics_of_five_replicas_take_each_of_twenty_nodes_once()
    {
        ClusterImage image = ClusterImage.Empty;
        for (int t = 0; t < 4; t++) image = image.With([ClusterRecord.Of(Topic($"t{t}", new Placement(image, Enumerable.Range(1, 20)).Place(1, 5)))]);

        image.Topics.Values.SelectMany(t => t.Partitions[0].Replicas).Select(v => v.NodeId).Order().ShouldBe(Enumerable.Range(1, 20));
    }

    [Theory]
    [InlineData(3, 3, 30)]
    [InlineData(5, 3, 50)]
    [InlineData(7, 2, 21)]
    public void Replicas_and_leaders_are_spread_evenly_and_no_node_has_two_of_a_partition(int nodes, int replicas, int partitions)
    {
        ImmutableArray<ImmutableArray<int>> placed = new Placement(ClusterImage.Empty, Enumerable.Range(1, nodes)).Place(partitions, replicas);

        placed.ShouldAllBe(p => p.Distinct().Count() == replicas);
        int[] held = [.. Enumerable.Range(1, nodes).Select(n => placed.Count(p => p.Contains(n)))];
        int[] led = [.. Enumerable.Range(1, nodes).Select(n => placed.Count(p => p[0] == n))];
        (held.Max() - held.Min()).ShouldBeLessThanOrEqualTo(1);
        (led.Max() - led.Min()).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void A_replica_goes_to_the_node_with_the_fewest_that_has_none_of_the_partition()
    {
        ClusterImage image = ClusterImage.Empty.With([ClusterRecord.Of(Topic("a", [[1, 2], [1, 3]]))]);
        var placement = new Placement(image, [1, 2, 3, 4]);

        placement.Replacement([1, 2]).ShouldBe(4);
        placement.Replacement([1, 2, 4]).ShouldBe(3);
        placement.Replacement([1, 2, 3, 4]).ShouldBeNull();
    }

    [Fact]
    public void A_replica_whose_node_stays_away_moves_and_the_others_stay()
    {
        ClusterTopic topic = Topic("a", [[1, 2, 3]]);
        ClusterImage image = ClusterImage.Empty.With([ClusterRecord.Of(topic)]);

        Moves.Repair(topic.Partitions[0], new HashSet<int> { 2 }, 3, new Placement(image, [1, 3, 4])).ShouldBe([1, 3, 4]);
        Moves.Repair(topic.Partitions[0], new HashSet<int> { 2 }, 3, new Placement(image, [1, 3])).ShouldBeNull();
        Moves.Repair(topic.Partitions[0], new HashSet<int>(), 3, new Placement(image, [1, 2, 3, 4])).ShouldBeNull();
        Moves.Repair(topic.Partitions[0], new HashSet<int> { 2, 3 }, 3, new Placement(image, [1, 4])).ShouldBe([1, 4, 2]);
    }

    [Fact]
    public void A_move_is_done_when_the_committed_voters_are_the_wanted_ones()
    {
        Voter a = V(1), b = V(2), c = V(3);
        var moving = new PartitionAssignment([a, b]).MovingTo([b, c]);

        Moves.IsDone(moving, null).ShouldBeFalse();
        Moves.IsDone(moving, new KnownLeader(3, 1, [])).ShouldBeFalse();
        Moves.IsDone(moving, new KnownLeader(3, 1, [a, b, c])).ShouldBeFalse();
        Moves.IsDone(moving, new KnownLeader(4, 2, [c, b])).ShouldBeTrue();
        moving.Moved().ShouldBe(new PartitionAssignment(1, [b, c], []));
        moving.On(1).ShouldBe(a);
        moving.MovingTo([a]).All.ShouldBe([a, b, c], ignoreOrder: true);
    }

    [Fact]
    public void Voters_are_added_before_others_are_removed_and_the_leader_goes_last()
    {
        Voter a = V(1), b = V(2), c = V(3);

        VoterUpkeep.Next([a, b], [b, c], 1).ShouldBe((c, null));
        VoterUpkeep.Next([a, b, c], [b, c], 1).ShouldBe((null, a));
        VoterUpkeep.Next([a, b, c], [c], 1).ShouldBe((null, b));
        VoterUpkeep.Next([b, c], [c, b], 1).ShouldBe((null, null));
    }

    [Fact]
    public void The_clusters_own_log_has_an_odd_number_of_living_voters()
    {
        var nodes = Enumerable.Range(1, 5).ToDictionary(n => n, n => new ClusterNode(n, "h", n, V(n).ReplicaId));
        HashSet<int> none = [];
        (Voter? Add, Voter? Remove) Next(int[] voters, int known, int[] live, HashSet<int> away) =>
            Moves.NextClusterVoter([.. voters.Select(V)], nodes.Where(n => n.Key <= known).ToDictionary(), live, away, 1, 3);

        Next([1], 1, [1], none).ShouldBe((null, null));
        Next([1], 2, [1, 2], none).ShouldBe((null, null));
        Next([1], 3, [1, 2, 3], none).ShouldBe((V(2), null));
        Next([1, 2], 3, [1, 2, 3], none).ShouldBe((V(3), null));
        Next([1, 2, 3], 5, [1, 2, 3, 4, 5], none).ShouldBe((null, null));
        Next([1, 2, 3], 5, [1, 2, 4, 5], none).ShouldBe((null, null));
        Next([1, 2, 3], 5, [1, 2, 4, 5], [3]).ShouldBe((V(4), null));
        Next([1, 2, 3, 4], 5, [1, 2, 4, 5], [3]).ShouldBe((null, V(3)));
        Next([1, 2, 3], 3, [1, 2], [3]).ShouldBe((null, null));
        nodes[3] = nodes[3] with { ClusterReplica = Guid.NewGuid() };
        Next([1, 2, 3], 3, [1, 2, 3], none).Add.ShouldBe(new Voter(3, nodes[3].ClusterReplica));
    }

    private static Voter V(int node) => new(node, new Guid(node, 9, 9, new byte[8]));

    private static ClusterTopic Topic(string name, ImmutableArray<ImmutableArray<int>> places) =>
        new(name, Guid.NewGuid(), [.. places.Select(p => new PartitionAssignment([.. p.Select(V)]))], ImmutableSortedDictionary<string, string>.Empty);
}
