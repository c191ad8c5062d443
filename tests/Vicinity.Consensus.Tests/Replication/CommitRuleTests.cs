using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

public sealed class CommitRuleTests
{
    private static readonly Gen<LogPosition> s_positions =
        from epoch in Gen.Choose(-1, 3)
        from offset in Gen.Choose(0, 4)
        select epoch < 0 ? CommitRule.Nothing : new LogPosition(epoch, offset);

    [Fact]
    public void The_position_that_so_many_copies_reach_is_that_of_a_sorted_list() =>
        Prop.ForAll(s_positions.ArrayOf().ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (acknowledged, copies) =>
            CommitRule.ReachedBy(acknowledged, copies) == (copies > acknowledged.Length ? CommitRule.Nothing : acknowledged.OrderDescending().ElementAt(copies - 1)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void More_copies_never_reach_further() =>
        Prop.ForAll(s_positions.ArrayOf().ToArbitrary(), Gen.Choose(1, 6).ToArbitrary(), (acknowledged, copies) =>
            CommitRule.ReachedBy(acknowledged, copies + 1) <= CommitRule.ReachedBy(acknowledged, copies))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Only_the_leaders_own_epoch_passes_the_gate()
    {
        CommitRule.Passes(new LogPosition(3, 0), 3, 0).ShouldBeTrue();
        CommitRule.Passes(new LogPosition(2, 9), 3, 0).ShouldBeFalse();
        CommitRule.Passes(CommitRule.Nothing, 3, 0).ShouldBeFalse();
    }

    [Fact]
    public void The_high_watermark_of_a_leader_is_that_of_a_naive_twin()
    {
        // Five voters, any write quorum, acknowledgements in any order: the machine and a plain recount say the same after each.
        Prng prng = new(11);
        for (int run = 0; run < 200; run++)
        {
            int writeQuorum = prng.Next(0, 7);
            using Scene scene = new("A,B,C,D,E") { WriteQuorum = writeQuorum };
            SceneReplica a = scene.Leader("A", 3, "m1 a b m3 c d e f");
            Dictionary<Voter, LogPosition> twin = new() { [Names.Voter("A")] = a.Log.End };
            LogPosition[] ends = [new(0, 0), new(1, 0), new(1, 1), new(1, 2), new(3, 2), new(3, 3), new(3, 4), new(3, 5), new(3, 6)];
            long expected = 0;
            for (int step = 0; step < 25; step++)
            {
                Voter voter = scene.Voters[prng.Next(1, 5)];
                LogPosition position = ends[prng.Next(ends.Length)];
                FetchRequest request = new(voter, 3, position);
                a.Do(actions => a.Machine.OnFetch(request, scene.Now, actions));
                if (position > twin.GetValueOrDefault(voter, CommitRule.Nothing)) twin[voter] = position;
                int copies = Math.Min(5, Math.Max(3, writeQuorum));
                foreach (LogPosition candidate in ends.Where(e => e.Epoch == 3 && twin.Values.Count(v => v >= e) >= copies)) expected = Math.Max(expected, candidate.Offset);
                a.HighWatermark.ShouldBe(expected);
            }
        }
    }
}
