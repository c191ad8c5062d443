using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class CommittingTests
{
    private static readonly TopicPartition s_partition = new("t", 0);

    [Fact]
    public void A_commit_without_membership_is_for_empty_groups_only()
    {
        new GroupScene().CheckCommit("", -1).ShouldBe(ErrorCode.None);
        GroupScene.Stable("a").CheckCommit("", -1).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void Members_commit_in_stable_and_in_preparing_rebalance_but_not_in_completing()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.CheckCommit("a").ShouldBe(ErrorCode.None);
        scene.Join(GroupScene.Attempt(fresh: "b"));
        scene.CheckCommit("a").ShouldBe(ErrorCode.None);
        scene.Join(GroupScene.Attempt("a"));
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        scene.CheckCommit("a").ShouldBe(ErrorCode.RebalanceInProgress);
    }

    [Fact]
    public void A_commit_of_an_unknown_member_or_of_a_wrong_generation_is_refused()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.CheckCommit("stranger").ShouldBe(ErrorCode.UnknownMemberId);
        scene.CheckCommit("a", 9).ShouldBe(ErrorCode.IllegalGeneration);
    }

    [Fact]
    public void A_commit_that_completes_late_does_not_undo_a_newer_one()
    {
        var offsets = new GroupOffsets();
        long first = offsets.Begin();
        long second = offsets.Begin();
        offsets.Complete(second, [new(s_partition, new CommittedOffset(20, 1, "", 0))]);
        offsets.Complete(first, [new(s_partition, new CommittedOffset(10, 1, "", 0))]);

        offsets.Find(s_partition)!.Offset.ShouldBe(20);
        offsets.InFlight.ShouldBe(0);
    }

    [Fact]
    public void Offsets_are_forgotten_seven_days_after_the_group_became_empty()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Group.Offsets.Restore(s_partition, new CommittedOffset(5, 0, "", scene.Now));
        for (var day = 0; day < 8; day++)
        {
            for (var beat = 0; beat < 24 * 3600 * 1000; beat += GroupScene.Session - 1)
            {
                scene.Heartbeat("a");
                scene.Pass(GroupScene.Session - 1);
            }
        }

        scene.Group.Offsets.Count.ShouldBe(1, "a group with members keeps its offsets");
        scene.Leave("a");
        scene.Pass(TimeSpan.TicksPerDay / TimeSpan.TicksPerMillisecond * 7 - 1);
        scene.Group.Offsets.Count.ShouldBe(1);

        scene.Pass(700_000);

        scene.Others.OfType<GroupAction.ForgetOffsets>().Single().Partitions.ShouldBe([s_partition]);
        scene.Group.State.ShouldBe(GroupState.Dead);
        scene.Others[^1].ShouldBeOfType<GroupAction.Die>();
    }

    [Fact]
    public void Offsets_committed_without_membership_are_forgotten_seven_days_after_the_commit()
    {
        var scene = new GroupScene();
        scene.Pass(500_000);
        scene.Group.Offsets.Restore(s_partition, new CommittedOffset(5, 0, "", scene.Now));
        scene.Pass(7L * 24 * 3600 * 1000 - 600_000);
        scene.Group.Offsets.Count.ShouldBe(1);
        scene.Pass(1_300_000);
        scene.Group.Offsets.Count.ShouldBe(0);
    }

    [Fact]
    public void Only_an_empty_group_can_be_deleted()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Group.Delete().ShouldBe(ErrorCode.NonEmptyGroup);
        scene.Leave("a");
        scene.Group.Offsets.Restore(s_partition, new CommittedOffset(5, 0, "", scene.Now));

        scene.Group.Delete().ShouldBe(ErrorCode.None);

        scene.Group.State.ShouldBe(GroupState.Dead);
        GroupAction[] actions = [.. scene.Group.TakeActions()];
        actions[0].ShouldBeOfType<GroupAction.ForgetOffsets>();
        actions[1].ShouldBeOfType<GroupAction.Die>();
    }

    [Fact]
    public void A_dead_group_answers_that_the_coordinator_is_not_available()
    {
        var scene = new GroupScene();
        scene.Group.Delete().ShouldBe(ErrorCode.None);
        scene.Heartbeat("a").ShouldBe(ErrorCode.CoordinatorNotAvailable);
        scene.CheckCommit("", -1).ShouldBe(ErrorCode.CoordinatorNotAvailable);
        scene.Joins[scene.Join(GroupScene.Attempt())].Error.ShouldBe(ErrorCode.CoordinatorNotAvailable);
        scene.Group.Delete().ShouldBe(ErrorCode.GroupIdNotFound);
    }

    [Fact]
    public void A_restart_keeps_generation_members_and_assignments()
    {
        GroupScene before = GroupScene.Stable("a", "b");
        before.HoldStores = true;
        before.Join(GroupScene.Attempt("a"));
        before.Join(GroupScene.Attempt("b"));
        before.Sync("a", null, null, ("a", "x"), ("b", "y"));
        GroupSnapshot snapshot = before.Stored[^1];

        var after = new GroupScene();
        after.Group.Restore(snapshot, after.Now);

        after.Group.State.ShouldBe(GroupState.Stable);
        after.Heartbeat("b", 2).ShouldBe(ErrorCode.None);
        after.Syncs[after.Sync("b", 2)].Assignment.ShouldBe(GroupScene.Bytes("y"));
        after.Joins[after.Join(GroupScene.Attempt("b"))].Generation.ShouldBe(2);
        after.Pass(GroupScene.Session);
        after.Group.State.ShouldBe(GroupState.Empty);
    }
}
