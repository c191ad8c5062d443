using Vicinity.Model;

namespace Vicinity.Membership.Tests;

public sealed class NodeLivenessTests
{
    private readonly NodeLiveness _liveness = new(new LivenessTimers());

    [Fact]
    public void A_node_that_is_heard_for_the_first_time_joins()
    {
        _liveness.Heard(2, 100).ShouldBe(new LivenessChange(2, LivenessChangeKind.Joined, 0));
        _liveness.Heard(2, 200).ShouldBeNull();
        _liveness.Alive.ShouldBe([2]);
    }

    [Fact]
    public void A_silent_node_is_lost_at_the_deadline_and_not_before()
    {
        _liveness.Heard(1, 0);
        _liveness.NextDeadline.ShouldBe(3000);
        _liveness.Tick(2999).ShouldBeEmpty();
        _liveness.Tick(3000).ShouldBe([new LivenessChange(1, LivenessChangeKind.Lost, 3000)]);
        _liveness.IsAlive(1).ShouldBeFalse();
        _liveness.LostSince(1).ShouldBe(3000);
        _liveness.NextDeadline.ShouldBe(long.MaxValue);
        _liveness.Tick(9000).ShouldBeEmpty("it is lost once");
    }

    [Fact]
    public void A_node_whose_connection_broke_is_lost_sooner_unless_it_is_heard_again()
    {
        _liveness.Heard(1, 0);
        _liveness.Heard(2, 0);
        _liveness.ConnectionLost(1, 100);
        _liveness.ConnectionLost(1, 900);
        _liveness.ConnectionLost(2, 100);
        _liveness.Heard(2, 500);
        _liveness.NextDeadline.ShouldBe(1100, "the first loss of several counts");
        _liveness.Tick(1100).ShouldBe([new LivenessChange(1, LivenessChangeKind.Lost, 1100)]);
        _liveness.IsAlive(2).ShouldBeTrue();
    }

    [Fact]
    public void A_lost_node_that_is_heard_is_back()
    {
        _liveness.Heard(1, 0);
        _liveness.Tick(3000);
        _liveness.Heard(1, 5000).ShouldBe(new LivenessChange(1, LivenessChangeKind.Back, 2000));
        _liveness.NextDeadline.ShouldBe(8000);
    }

    [Fact]
    public void A_new_controller_gives_the_nodes_that_it_read_of_the_whole_time()
    {
        _liveness.Watch(1, isAlive: true, 10_000);
        _liveness.Watch(2, isAlive: false, 10_000);
        _liveness.NextDeadline.ShouldBe(13_000);
        _liveness.Heard(2, 10_100)!.Value.Kind.ShouldBe(LivenessChangeKind.Back);
        _liveness.Tick(13_000).ShouldBe([new LivenessChange(1, LivenessChangeKind.Lost, 3000)]);
    }

    [Fact]
    public void A_watcher_that_stood_still_gives_its_nodes_the_time_back_once()
    {
        _liveness.Heard(1, 0);
        _liveness.Heard(2, 0);
        _liveness.Tick(20_000).ShouldBeEmpty("nobody could be heard");
        _liveness.Heard(2, 20_010);
        _liveness.NextDeadline.ShouldBe(21_000);
        _liveness.Tick(30_000).ShouldBe([new LivenessChange(1, LivenessChangeKind.Lost, 30_000)], "a watcher that is always late must find the lost all the same");
        _liveness.IsAlive(2).ShouldBeTrue();
    }

    [Fact]
    public void A_forgotten_node_is_neither_alive_nor_lost()
    {
        _liveness.Heard(1, 0);
        _liveness.Forget(1);
        _liveness.IsAlive(1).ShouldBeFalse();
        _liveness.LostSince(1).ShouldBeNull();
        _liveness.Tick(10_000).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_happens_changes_alternate_and_a_node_that_is_heard_in_time_is_never_lost(int seed)
    {
        var random = new Prng((ulong)seed);
        var state = new Dictionary<int, bool>();
        long now = 0;
        for (int step = 0; step < 20_000; step++)
        {
            now += random.Next(400);
            if (step % 4 == 0) Take(_liveness.Heard(0, now));
            int node = random.Next(1, 6);
            switch (random.Next(4))
            {
                case 0: Take(_liveness.Heard(node, now)); break;
                case 1: _liveness.ConnectionLost(node, now); break;
                default:
                    foreach (LivenessChange change in _liveness.Tick(now)) Take(change);
                    break;
            }
        }

        _liveness.Alive.ShouldBe(state.Where(n => n.Value).Select(n => n.Key).Order());

        void Take(LivenessChange? change)
        {
            if (change is not { } told) return;
            bool known = state.TryGetValue(told.NodeId, out bool alive);
            told.Kind.ShouldBe(!known ? LivenessChangeKind.Joined : alive ? LivenessChangeKind.Lost : LivenessChangeKind.Back);
            told.ForMs.ShouldBeGreaterThanOrEqualTo(0);
            if (told.NodeId == 0) told.Kind.ShouldBe(LivenessChangeKind.Joined, "it was heard in time, always");
            state[told.NodeId] = told.Kind != LivenessChangeKind.Lost;
        }
    }
}
