using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

/// <summary>Random requests, lost stores and passing time: what must hold after every step, and that nobody waits for ever.</summary>
public sealed class RandomGroupTests
{
    [Fact]
    public void Rules_hold_after_every_step_and_every_request_is_answered_in_the_end() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Run).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var scene = new GroupScene(new GroupSettings { InitialRebalanceDelayMs = random.Next(2) * 1000, MaxMembers = 6 });
        var tickets = new List<string>();
        int generation = 0;
        for (var step = 0; step < 120; step++)
        {
            Step(scene, random, tickets);
            scene.Group.Generation.ShouldBeGreaterThanOrEqualTo(generation);
            generation = scene.Group.Generation;
            Check(scene.Group);
        }

        scene.ReleaseStores(ErrorCode.None);
        scene.HoldStores = false;
        scene.Pass(2_000_000);
        tickets.Where(t => !scene.Joins.ContainsKey(t) && !scene.Syncs.ContainsKey(t)).ShouldBeEmpty();
        if (scene.Group.State != GroupState.Dead) scene.Group.State.ShouldBe(GroupState.Empty);
    }

    private static void Step(GroupScene scene, Random random, List<string> tickets)
    {
        GroupMember? member = scene.Group.Members.Count == 0 ? null : scene.Group.Members[random.Next(scene.Group.Members.Count)];
        string id = member?.Id ?? "nobody";
        string[] protocols = random.Next(4) == 0 ? ["sticky", "range"] : ["range"];
        switch (random.Next(12))
        {
            case 0:
                tickets.Add(scene.Join(GroupScene.Attempt(protocols: protocols) with { RequireKnownMemberId = random.Next(3) == 0 }));
                break;
            case 1:
                tickets.Add(scene.Join(GroupScene.Attempt(instance: "s" + random.Next(2), protocols: protocols)));
                break;
            case 2 or 3 or 4:
                tickets.Add(scene.Join(GroupScene.Attempt(id, member?.InstanceId, protocols: protocols)));
                break;
            case 5 or 6 or 7:
                tickets.Add(scene.Sync(id, scene.Group.Generation - (random.Next(10) == 0 ? 1 : 0), member?.InstanceId, (id, "x")));
                break;
            case 8:
                scene.Heartbeat(id, null, member?.InstanceId);
                break;
            case 9:
                scene.Leave(id, member?.InstanceId);
                break;
            case 10:
                scene.HoldStores = random.Next(2) == 0;
                scene.ReleaseStores(random.Next(4) == 0 ? ErrorCode.CoordinatorNotAvailable : ErrorCode.None);
                break;
            default:
                scene.Pass(random.Next(20_000));
                break;
        }
    }

    private static void Check(ConsumerGroup group)
    {
        if (group.State is GroupState.Empty or GroupState.Dead) group.Members.ShouldBeEmpty();
        else if (group.State != GroupState.PreparingRebalance) group.Members.Select(m => m.Id).ShouldContain(group.LeaderId);
        if (group.State is GroupState.CompletingRebalance or GroupState.Stable) group.Members.ShouldAllBe(m => m.ParkedJoin == null);
        if (group.State is GroupState.Stable or GroupState.PreparingRebalance) group.Members.ShouldAllBe(m => m.ParkedSync == null);
        if (group.State is GroupState.CompletingRebalance or GroupState.Stable) group.ProtocolName.ShouldNotBeNull();
        group.Members.Where(m => m.InstanceId is not null).Select(m => m.InstanceId).ShouldBeUnique();
    }
}
