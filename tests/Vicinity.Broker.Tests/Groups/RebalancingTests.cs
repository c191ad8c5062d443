using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class RebalancingTests
{
    [Fact]
    public void The_first_rebalance_waits_for_further_members()
    {
        var scene = new GroupScene();
        string a = scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);

        scene.Pass(GroupScene.Delay - 1);
        scene.Joins.ShouldBeEmpty();
        scene.Pass(GroupScene.Delay + 1);

        scene.Joins[a].Leader.ShouldBe("a");
        scene.Group.Generation.ShouldBe(1);
    }

    [Fact]
    public void Members_that_come_during_the_delay_extend_it()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Pass(GroupScene.Delay - 1000);
        scene.Join(GroupScene.Attempt(fresh: "b"));
        scene.Pass(1000);
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
        scene.Pass(GroupScene.Delay);

        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        scene.Group.Members.Count.ShouldBe(2);
    }

    [Fact]
    public void The_delay_ends_with_the_rebalance_timeout_however_many_come()
    {
        var scene = new GroupScene();
        for (var i = 0; i < GroupScene.RebalanceTime / 1000; i++)
        {
            scene.Join(GroupScene.Attempt(fresh: $"m{i}"));
            scene.Pass(1000);
        }

        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
    }

    [Fact]
    public void Without_a_delay_the_first_member_is_answered_at_once()
    {
        var scene = new GroupScene(new GroupSettings { InitialRebalanceDelayMs = 0 });
        scene.Joins[scene.Join(GroupScene.Attempt(fresh: "a"))].Generation.ShouldBe(1);
    }

    [Fact]
    public void A_new_member_begins_a_rebalance_that_completes_when_all_have_joined_again()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        string c = scene.Join(GroupScene.Attempt(fresh: "c"));
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
        string b = scene.Join(GroupScene.Attempt("b"));
        scene.Joins.ShouldBeEmpty();
        string a = scene.Join(GroupScene.Attempt("a"));

        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        scene.Group.Generation.ShouldBe(2);
        scene.Joins[a].Members.Select(m => m.MemberId).ShouldBe(["a", "b", "c"]);
        scene.Joins[a].Members[2].Metadata.ShouldBe(GroupScene.Bytes("meta"));
        scene.Joins[b].Members.ShouldBeEmpty();
        scene.Joins[c].Leader.ShouldBe("a");
    }

    [Fact]
    public void Members_that_do_not_join_again_within_the_rebalance_timeout_are_removed_and_a_joined_one_leads()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        string c = scene.Join(GroupScene.Attempt(fresh: "c"));
        for (var waited = 0; waited < GroupScene.RebalanceTime; waited += 5000)
        {
            scene.Heartbeat("a").ShouldBe(ErrorCode.RebalanceInProgress);
            scene.Heartbeat("b").ShouldBe(ErrorCode.RebalanceInProgress);
            scene.Pass(5000);
        }

        scene.Joins[c].Leader.ShouldBe("c");
        scene.Group.Members.Select(m => m.Id).ShouldBe(["c"]);
        scene.Heartbeat("a", 2).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void The_rebalance_timeout_is_the_largest_of_the_members()
    {
        GroupScene scene = GroupScene.Stable("a");
        string slow = scene.Join(GroupScene.Attempt(fresh: "slow") with { RebalanceTimeoutMs = 120_000 });
        for (var waited = 0; waited < 115_000; waited += 5000)
        {
            scene.Heartbeat("a");
            scene.Pass(5000);
        }

        scene.Joins.ShouldNotContainKey(slow);
        scene.Join(GroupScene.Attempt("a"));
        scene.Joins[slow].Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void A_rebalance_during_completing_answers_the_syncs_that_wait()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Join(GroupScene.Attempt(fresh: "b"));
        scene.Pass(2 * GroupScene.Delay);
        string waiting = scene.Sync("b");

        scene.Join(GroupScene.Attempt(fresh: "c"));

        scene.Syncs[waiting].Error.ShouldBe(ErrorCode.RebalanceInProgress);
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
    }

    [Fact]
    public void When_nobody_is_left_the_group_is_empty_in_a_new_generation_and_that_is_stored()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Leave("a").ShouldBe(ErrorCode.None);

        scene.Group.State.ShouldBe(GroupState.Empty);
        scene.Group.Generation.ShouldBe(2);
        scene.Stored.Single().Members.ShouldBeEmpty();
        scene.Stored.Single().StateSinceMs.ShouldBe(scene.Now);
    }

    [Fact]
    public void The_assignor_is_the_one_that_most_members_prefer_among_those_that_all_know()
    {
        var scene = new GroupScene();
        string a = scene.Join(GroupScene.Attempt(fresh: "a", protocols: ["own", "range", "sticky"]));
        scene.Join(GroupScene.Attempt(fresh: "b", protocols: ["sticky", "range"]));
        scene.Join(GroupScene.Attempt(fresh: "c", protocols: ["sticky", "range"]));
        scene.Pass(2 * GroupScene.Delay);

        scene.Joins[a].ProtocolName.ShouldBe("sticky");
    }

    [Fact]
    public void Among_equals_the_earliest_member_decides()
    {
        var scene = new GroupScene();
        string a = scene.Join(GroupScene.Attempt(fresh: "a", protocols: ["range", "sticky"]));
        scene.Join(GroupScene.Attempt(fresh: "b", protocols: ["sticky", "range"]));
        scene.Pass(2 * GroupScene.Delay);

        scene.Joins[a].ProtocolName.ShouldBe("range");
    }

    [Fact]
    public void A_brand_new_member_whose_join_waits_longer_than_its_session_stays()
    {
        GroupScene scene = GroupScene.Stable("a");
        string b = scene.Join(GroupScene.Attempt(fresh: "b"));
        for (var waited = 0; waited < 3 * GroupScene.Session; waited += 5000)
        {
            scene.Heartbeat("a");
            scene.Pass(5000);
        }

        scene.Join(GroupScene.Attempt("a"));
        scene.Joins[b].Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void A_brand_new_member_whose_join_waits_for_five_minutes_is_given_up()
    {
        GroupScene scene = GroupScene.Stable("a");
        string b = scene.Join(GroupScene.Attempt(fresh: "b") with { RebalanceTimeoutMs = 1_000_000 });
        for (var waited = 0; waited < 300_000; waited += 5000)
        {
            scene.Heartbeat("a");
            scene.Pass(5000);
        }

        scene.Joins[b].Error.ShouldBe(ErrorCode.UnknownMemberId);
    }
}
