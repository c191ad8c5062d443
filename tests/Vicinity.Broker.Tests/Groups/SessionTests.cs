using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class SessionTests
{
    [Fact]
    public void A_heartbeat_succeeds_in_stable_and_in_completing_rebalance()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Heartbeat("a").ShouldBe(ErrorCode.None);
        scene.Join(GroupScene.Attempt("a"));
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        scene.Heartbeat("a").ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void A_heartbeat_during_preparing_rebalance_says_to_join_again()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Join(GroupScene.Attempt(fresh: "b"));
        scene.Heartbeat("a").ShouldBe(ErrorCode.RebalanceInProgress);
    }

    [Fact]
    public void A_heartbeat_of_an_unknown_member_or_of_a_wrong_generation_is_refused()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Heartbeat("stranger").ShouldBe(ErrorCode.UnknownMemberId);
        scene.Heartbeat("a", 9).ShouldBe(ErrorCode.IllegalGeneration);
        new GroupScene().Heartbeat("a").ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void A_member_whose_session_ends_is_removed_and_the_others_rebalance()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        scene.Pass(GroupScene.Session - 1);
        scene.Heartbeat("b");
        scene.Pass(1);

        scene.Group.Members.Select(m => m.Id).ShouldBe(["b"]);
        scene.Heartbeat("b").ShouldBe(ErrorCode.RebalanceInProgress);
        scene.Joins[scene.Join(GroupScene.Attempt("b"))].Leader.ShouldBe("b");
    }

    [Fact]
    public void Heartbeat_commit_and_sync_each_keep_the_session_alive()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Pass(GroupScene.Session - 1);
        scene.Heartbeat("a").ShouldBe(ErrorCode.None);
        scene.Pass(GroupScene.Session - 1);
        scene.CheckCommit("a").ShouldBe(ErrorCode.None);
        scene.Pass(GroupScene.Session - 1);
        scene.Sync("a");
        scene.Pass(GroupScene.Session - 1);
        scene.Heartbeat("a").ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void A_member_whose_join_waits_is_alive()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        string a = scene.Join(GroupScene.Attempt("a"));
        for (var waited = 0; waited < 3 * GroupScene.Session; waited += 5000)
        {
            scene.Heartbeat("b");
            scene.Pass(5000);
        }

        scene.Join(GroupScene.Attempt("b"));
        scene.Joins[a].Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void When_all_sessions_end_the_group_is_empty()
    {
        GroupScene scene = GroupScene.Stable("a", "b", "c");
        scene.Pass(GroupScene.Session);
        scene.Group.State.ShouldBe(GroupState.Empty);
        scene.Group.Generation.ShouldBe(2);
    }

    [Fact]
    public void A_member_that_leaves_is_removed_and_the_others_rebalance()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        scene.Leave("a").ShouldBe(ErrorCode.None);
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
        scene.Joins[scene.Join(GroupScene.Attempt("b"))].Members.Select(m => m.MemberId).ShouldBe(["b"]);
    }

    [Fact]
    public void Leaving_answers_what_the_member_waited_for()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        string waiting = scene.Join(GroupScene.Attempt("a"));
        scene.Leave("a");
        scene.Joins[waiting].Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void An_unknown_member_cannot_leave() => GroupScene.Stable("a").Leave("stranger").ShouldBe(ErrorCode.UnknownMemberId);

    [Fact]
    public void An_id_that_was_given_out_can_leave_before_it_joins()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(fresh: "p") with { RequireKnownMemberId = true });
        scene.Leave("p").ShouldBe(ErrorCode.None);
        scene.Group.IsBlank.ShouldBeTrue();
    }
}
