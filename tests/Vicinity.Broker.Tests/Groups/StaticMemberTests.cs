using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class StaticMemberTests
{
    [Fact]
    public void A_static_member_that_restarts_takes_its_place_without_a_rebalance()
    {
        GroupScene scene = WithStatic(out string id);

        JoinOutcome outcome = scene.Joins[scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-2"))];

        outcome.Error.ShouldBe(ErrorCode.None);
        outcome.MemberId.ShouldBe("s-2");
        outcome.Generation.ShouldBe(1);
        scene.Group.State.ShouldBe(GroupState.Stable);
        scene.Syncs[scene.Sync("s-2", null, "s")].Assignment.ShouldBe(GroupScene.Bytes("for-s"));
        scene.Stored[^1].Members.Select(m => m.Id).ShouldContain("s-2");
        id.ShouldNotBe("s-2");
    }

    [Fact]
    public void Its_answer_waits_until_the_new_id_is_stored()
    {
        GroupScene scene = WithStatic(out _);
        scene.HoldStores = true;
        string ticket = scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-2"));
        scene.Joins.ShouldNotContainKey(ticket);
        scene.ReleaseStores(ErrorCode.None);
        scene.Joins[ticket].Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void The_old_id_is_fenced_everywhere()
    {
        GroupScene scene = WithStatic(out string old);
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-2"));

        scene.Heartbeat(old, null, "s").ShouldBe(ErrorCode.FencedInstanceId);
        scene.Syncs[scene.Sync(old, null, "s")].Error.ShouldBe(ErrorCode.FencedInstanceId);
        scene.Joins[scene.Join(GroupScene.Attempt(old, "s"))].Error.ShouldBe(ErrorCode.FencedInstanceId);
        scene.Leave(old, "s").ShouldBe(ErrorCode.FencedInstanceId);
        scene.Group.CheckCommit(new MemberClaim(old, "s", 1), scene.Now).ShouldBe(ErrorCode.FencedInstanceId);
    }

    [Fact]
    public void Fencing_comes_before_an_unknown_id_and_a_wrong_generation()
    {
        GroupScene scene = WithStatic(out _);
        scene.Heartbeat("stranger", 77, "s").ShouldBe(ErrorCode.FencedInstanceId);
        scene.Heartbeat("stranger", 77, "nobody").ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public void A_restart_with_another_assignor_rebalances()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-1", protocols: ["range", "sticky"]));
        scene.Pass(2 * GroupScene.Delay);
        scene.Sync("s-1", null, "s", ("s-1", "x"));

        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-2", protocols: ["sticky"]));

        scene.Group.Generation.ShouldBe(2);
        scene.Group.ProtocolName.ShouldBe("sticky");
    }

    [Fact]
    public void A_restart_that_reads_other_topics_rebalances_and_one_with_other_user_data_does_not()
    {
        var scene = new GroupScene();
        scene.Join(Reader("s-1", "0000 00000001 0001 74 FFFFFFFF"));
        scene.Pass(2 * GroupScene.Delay);
        scene.Sync("s-1", null, "s", ("s-1", "x"));

        scene.Join(Reader("s-2", "0000 00000001 0001 74 00000001 AA"));
        scene.Group.State.ShouldBe(GroupState.Stable);
        scene.Join(Reader("s-3", "0000 00000001 0001 75 FFFFFFFF"));
        scene.Group.Generation.ShouldBe(2);
    }

    [Fact]
    public void A_leader_that_restarts_is_told_to_skip_the_assignment_or_when_too_old_that_another_leads()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-1"));
        scene.Pass(2 * GroupScene.Delay);
        scene.Sync("s-1", null, "s", ("s-1", "x"));

        JoinOutcome old = scene.Joins[scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-2"))];
        old.Leader.ShouldBe("s-1");
        old.SkipAssignment.ShouldBeFalse();

        JoinOutcome recent = scene.Joins[scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-3") with { CanSkipAssignment = true })];
        recent.Leader.ShouldBe("s-3");
        recent.SkipAssignment.ShouldBeTrue();
        recent.Members.Single().MemberId.ShouldBe("s-3");
    }

    [Fact]
    public void The_join_that_the_old_one_waits_for_is_fenced()
    {
        GroupScene scene = WithStatic(out string old);
        scene.Join(GroupScene.Attempt(fresh: "new"));
        string waiting = scene.Join(GroupScene.Attempt(old, "s"));
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-2"));
        scene.Joins[waiting].Error.ShouldBe(ErrorCode.FencedInstanceId);
    }

    [Fact]
    public void A_static_member_that_misses_a_rebalance_stays_until_its_session_ends()
    {
        GroupScene scene = WithStatic(out string id, session: 300_000);
        scene.Join(GroupScene.Attempt(fresh: "new"));
        scene.Join(GroupScene.Attempt("a"));
        scene.Pass(GroupScene.RebalanceTime);
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
        scene.Group.Members.Select(m => m.Id).ShouldContain(id);

        scene.Pass(300_000);
        scene.Group.Members.Select(m => m.Id).ShouldNotContain(id);
    }

    [Fact]
    public void A_group_of_absent_static_members_keeps_waiting_for_them()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-1") with { SessionTimeoutMs = 300_000 });
        scene.Join(GroupScene.Attempt(instance: "t", fresh: "t-1") with { SessionTimeoutMs = 300_000 });
        scene.Pass(2 * GroupScene.Delay);
        scene.Leave("", "s").ShouldBe(ErrorCode.None);

        scene.Pass(2 * GroupScene.RebalanceTime);
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
        scene.Joins[scene.Join(GroupScene.Attempt("t-1", "t"))].Leader.ShouldBe("t-1");
    }

    [Fact]
    public void A_static_member_is_removed_by_its_name()
    {
        GroupScene scene = WithStatic(out _);
        scene.Leave("", "s").ShouldBe(ErrorCode.None);
        scene.Leave("", "s").ShouldBe(ErrorCode.UnknownMemberId);
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
    }

    private static JoinAttempt Reader(string fresh, string subscription) => GroupScene.Attempt(instance: "s", fresh: fresh) with
    {
        Protocols = [new GroupProtocol("range", Convert.FromHexString(subscription.Replace(" ", "", StringComparison.Ordinal)))],
    };

    private static GroupScene WithStatic(out string id, int session = GroupScene.Session)
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-1") with { SessionTimeoutMs = session });
        scene.Pass(2 * GroupScene.Delay);
        scene.Sync("a", null, null, ("a", "for-a"), ("s-1", "for-s"));
        scene.Sync("s-1", null, "s");
        scene.Group.State.ShouldBe(GroupState.Stable);
        id = "s-1";
        return scene;
    }
}
