using Vicinity.Model;

namespace Vicinity.Cli.Tests;

public sealed class DrainPlanTests
{
    [Fact]
    public void Replicas_go_to_the_nodes_that_hold_least_and_keep_their_place()
    {
        DrainPlan plan = DrainPlan.Of(3, [1, 2, 3, 4, 5], Held(("a", [3, 1]), ("b", [2, 3]), ("c", [1, 2])));

        plan.Moves.OrderBy(m => m.Key).Select(m => (m.Key.Topic, string.Join(',', m.Value))).ShouldBe([("a", "4,1"), ("b", "2,5")]);
        plan.Impossible.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_is_given_no_second_copy()
    {
        DrainPlan plan = DrainPlan.Of(3, [1, 2, 3], Held(("a", [1, 2, 3])));

        plan.Moves.ShouldBeEmpty();
        plan.Impossible.ShouldBe([new TopicPartition("a", 0)]);
    }

    [Fact]
    public void A_node_that_is_away_is_drained_all_the_same() =>
        DrainPlan.Of(9, [1, 2], Held(("a", [9]))).Moves.ShouldHaveSingleItem().Value.ShouldBe([1]);

    private static Dictionary<TopicPartition, IReadOnlyList<int>> Held(params (string Topic, int[] Replicas)[] held) =>
        held.ToDictionary(h => new TopicPartition(h.Topic, 0), h => (IReadOnlyList<int>)h.Replicas);
}
