using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class JoiningTests
{
    [Fact]
    public void A_new_member_of_a_recent_client_is_told_its_id_and_must_come_again_with_it()
    {
        var scene = new GroupScene();

        string first = scene.Join(GroupScene.Attempt() with { RequireKnownMemberId = true, FreshMemberId = "c-1" });
        scene.Joins[first].ShouldBe(new JoinOutcome(ErrorCode.MemberIdRequired, "c-1"), new OutcomeComparer());
        scene.Group.Members.ShouldBeEmpty();

        string second = scene.Join(GroupScene.Attempt("c-1") with { RequireKnownMemberId = true });
        scene.Pass(GroupScene.Delay);
        scene.Joins[second].Error.ShouldBe(ErrorCode.None);
        scene.Joins[second].MemberId.ShouldBe("c-1");
    }

    [Fact]
    public void A_member_id_that_was_given_out_expires_with_the_session_timeout()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt() with { RequireKnownMemberId = true, FreshMemberId = "c-1" });

        scene.Pass(GroupScene.Session);

        scene.Joins[scene.Join(GroupScene.Attempt("c-1"))].Error.ShouldBe(ErrorCode.UnknownMemberId);
        scene.Group.IsBlank.ShouldBeTrue();
    }

    [Fact]
    public void A_member_id_that_never_joins_holds_a_rebalance_up_no_longer_than_its_session()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Join(GroupScene.Attempt() with { RequireKnownMemberId = true, FreshMemberId = "lost" });
        string b = scene.Join(GroupScene.Attempt(fresh: "b"));
        string a = scene.Join(GroupScene.Attempt("a"));
        scene.Joins.ShouldNotContainKey(a);

        scene.Pass(GroupScene.Session);

        scene.Joins[a].Error.ShouldBe(ErrorCode.None);
        scene.Joins[b].Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public void A_new_member_of_an_old_client_becomes_a_member_at_once()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Group.Members.Single().Id.ShouldBe("a");
    }

    [Fact]
    public void A_static_member_becomes_a_member_at_once_whatever_its_version()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(instance: "s", fresh: "s-1") with { RequireKnownMemberId = true });
        scene.Group.Members.Single().InstanceId.ShouldBe("s");
    }

    [Fact]
    public void An_id_that_is_neither_given_out_nor_a_member_is_unknown()
    {
        GroupScene scene = GroupScene.Stable("a");
        scene.Joins[scene.Join(GroupScene.Attempt("stranger"))].Error.ShouldBe(ErrorCode.UnknownMemberId);
        scene.Group.State.ShouldBe(GroupState.Stable);
    }

    [Theory]
    [InlineData("", "range")]
    [InlineData("connect", "range")]
    [InlineData("consumer", "sticky")]
    public void A_member_of_another_kind_or_without_a_common_assignor_is_refused_and_disturbs_nobody(string type, string protocol)
    {
        GroupScene scene = GroupScene.Stable("a");

        string ticket = scene.Join(GroupScene.Attempt(protocols: protocol) with { ProtocolType = type });

        scene.Joins[ticket].Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);
        scene.Group.State.ShouldBe(GroupState.Stable);
    }

    [Fact]
    public void A_member_without_any_assignor_is_refused_even_by_an_empty_group()
    {
        var scene = new GroupScene();
        scene.Joins[scene.Join(GroupScene.Attempt() with { Protocols = [] })].Error.ShouldBe(ErrorCode.InconsistentGroupProtocol);
        scene.Group.IsBlank.ShouldBeTrue();
    }

    [Fact]
    public void A_group_that_is_full_refuses_further_members()
    {
        var scene = new GroupScene(new GroupSettings { MaxMembers = 2 });
        scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Join(GroupScene.Attempt() with { RequireKnownMemberId = true });

        scene.Joins[scene.Join(GroupScene.Attempt(fresh: "c"))].Error.ShouldBe(ErrorCode.GroupMaxSizeReached);
    }

    [Fact]
    public void A_follower_that_joins_again_unchanged_in_stable_is_answered_at_once_without_a_rebalance()
    {
        GroupScene scene = GroupScene.Stable("a", "b");

        JoinOutcome outcome = scene.Joins[scene.Join(GroupScene.Attempt("b"))];

        outcome.Error.ShouldBe(ErrorCode.None);
        outcome.Generation.ShouldBe(1);
        outcome.Leader.ShouldBe("a");
        outcome.Members.ShouldBeEmpty();
        scene.Group.State.ShouldBe(GroupState.Stable);
    }

    [Fact]
    public void The_leader_that_joins_again_in_stable_begins_a_rebalance()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        scene.Join(GroupScene.Attempt("a"));
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
    }

    [Fact]
    public void A_follower_that_joins_with_changed_protocols_begins_a_rebalance()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        scene.Join(GroupScene.Attempt("b", protocols: ["range", "sticky"]));
        scene.Group.State.ShouldBe(GroupState.PreparingRebalance);
    }

    [Fact]
    public void In_completing_rebalance_leader_and_follower_are_answered_again_when_unchanged()
    {
        var scene = new GroupScene();
        scene.Join(GroupScene.Attempt(fresh: "a"));
        scene.Join(GroupScene.Attempt(fresh: "b"));
        scene.Pass(2 * GroupScene.Delay);
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);

        JoinOutcome leader = scene.Joins[scene.Join(GroupScene.Attempt("a"))];
        JoinOutcome follower = scene.Joins[scene.Join(GroupScene.Attempt("b"))];

        leader.Generation.ShouldBe(1);
        leader.Members.Select(m => m.MemberId).ShouldBe(["a", "b"]);
        follower.Generation.ShouldBe(1);
        scene.Group.State.ShouldBe(GroupState.CompletingRebalance);
    }

    [Fact]
    public void A_second_join_of_a_member_that_still_waits_answers_the_first()
    {
        GroupScene scene = GroupScene.Stable("a", "b");
        string first = scene.Join(GroupScene.Attempt("a"));
        string second = scene.Join(GroupScene.Attempt("a"));

        scene.Joins[first].Error.ShouldBe(ErrorCode.RebalanceInProgress);
        scene.Joins.ShouldNotContainKey(second);
    }

    private sealed class OutcomeComparer : IEqualityComparer<JoinOutcome>
    {
        public bool Equals(JoinOutcome? x, JoinOutcome? y) => (x!.Error, x.MemberId, x.Generation) == (y!.Error, y.MemberId, y.Generation);

        public int GetHashCode(JoinOutcome obj) => 0;
    }
}
