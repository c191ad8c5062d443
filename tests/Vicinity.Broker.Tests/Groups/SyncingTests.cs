using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class SyncingTests
{
    [Fact]
    public void Followers_wait_until_the_leader_s_assignments_are_stored()
    {
        GroupScene scene = Completing("a", "b", "c");
        scene.HoldStores = true;
        string b = scene.Sync("b");
        string a = scene.Sync("a", null, null, ("a", "1"), ("b", "2"));
        scene.Syncs.ShouldBeEmpty();
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);

        scene.ReleaseStores(ErrorCode.None);

        scene.Group.State.ShouldBe(GroupState.Stable);
        scene.Syncs[a].Assignment.ShouldBe(GroupScene.Bytes("1"));
        scene.Syncs[b].Assignment.ShouldBe(GroupScene.Bytes("2"));
        scene.Stored[^1].Members[1].Assignment.ShouldBe(GroupScene.Bytes("2"));
    }

    [Fact]
    public void A_member_without_an_entry_is_given_empty_bytes()
    {
        GroupScene scene = Completing("a", "b");
        scene.Sync("a", null, null, ("a", "1"));
        scene.Syncs[scene.Sync("b")].Assignment.ShouldBeEmpty();
        scene.Syncs.Values.ShouldAllBe(s => s.Error == ErrorCode.None);
    }

    [Fact]
    public void In_stable_a_sync_is_answered_with_the_stored_assignment()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        SyncOutcome outcome = scene.Syncs[scene.Sync("b")];
        outcome.Assignment.ShouldBe(GroupScene.Bytes("for-b"));
        outcome.ProtocolName.ShouldBe("range");
        outcome.ProtocolType.ShouldBe("consumer");
    }

    [Fact]
    public void During_preparing_rebalance_a_sync_is_told_to_join_again()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        scene.Join(GroupScene.Attempt(fresh: "c"));
        scene.Syncs[scene.Sync("b")].Error.ShouldBe(ErrorCode.RebalanceInProgress);
    }

    [Fact]
    public void In_an_empty_group_a_sync_is_of_an_unknown_member()
    {
        var scene = new GroupScene();
        scene.Syncs[scene.Sync("a")].Error.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void A_wrong_generation_is_illegal()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Syncs[scene.Sync("a", 7)].Error.ShouldBe(ErrorCode.IllegalGeneration);
    }

    [Theory]
    [InlineData("connect", "range")]
    [InlineData("consumer", "sticky")]
    public void A_sync_that_believes_in_another_protocol_is_refused(string type, string name)
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Group.Sync(new SyncAttempt(new MemberClaim("a", null, 1)) { ProtocolType = type, ProtocolName = name }, "s", scene.Now);
        scene.Group.TakeActions().OfType<GroupAction.AnswerSync>().Single().Outcome.Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);
    }

    [Fact]
    public void When_the_assignments_cannot_be_stored_all_are_told_and_the_group_rebalances()
    {
        GroupScene scene = Completing("a", "b");
        scene.HoldStores = true;
        string b = scene.Sync("b");
        string a = scene.Sync("a", null, null, ("a", "1"));

        scene.ReleaseStores(ErrorCode.CoordinatorNotAvailable);

        scene.Syncs[a].Error.ShouldBe(ErrorCode.CoordinatorNotAvailable);
        scene.Syncs[b].Error.ShouldBe(ErrorCode.CoordinatorNotAvailable);
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
    }

    [Fact]
    public void Assignments_stored_too_late_do_not_touch_the_next_generation()
    {
        GroupScene scene = Completing("a", "b");
        scene.HoldStores = true;
        scene.Sync("a", null, null, ("a", "old"));
        scene.Join(GroupScene.Attempt(fresh: "c"));
        scene.Join(GroupScene.Attempt("a"));
        scene.Join(GroupScene.Attempt("b"));
        scene.Group.Generation.ShouldBe(2);

        scene.ReleaseStores(ErrorCode.None);

        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        scene.Group.Members.ShouldAllBe(m => m.Assignment.Length == 0);
    }

    [Fact]
    public void Members_that_do_not_sync_within_the_rebalance_timeout_are_removed()
    {
        GroupScene scene = Completing("a", "b");
        scene.Sync("a", null, null, ("a", "1"));
        for (var waited = 0; waited < GroupScene.RebalanceTime; waited += 5000)
        {
            scene.Heartbeat("a");
            scene.Heartbeat("b");
            scene.Pass(5000);
        }

        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
        scene.Group.Members.Select(m => m.Id).ShouldBe(["a"]);
    }

    [Fact]
    public void A_leader_that_never_syncs_is_removed_and_the_others_go_on()
    {
        GroupScene scene = Completing("a", "b");
        string waiting = scene.Sync("b");
        for (var waited = 0; waited < GroupScene.RebalanceTime; waited += 5000)
        {
            scene.Heartbeat("a");
            scene.Pass(5000);
        }

        scene.Syncs[waiting].Error.ShouldBe(ErrorCode.RebalanceInProgress);
        scene.Joins[scene.Join(GroupScene.Attempt("b"))].Leader.ShouldBe("b");
    }

    private static GroupScene Completing(params string[] members)
    {
        var scene = new GroupScene();
        foreach (string member in members) scene.Join(GroupScene.Attempt(fresh: member));
        scene.Pass(2 * GroupScene.Delay);
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        return scene;
    }
}
