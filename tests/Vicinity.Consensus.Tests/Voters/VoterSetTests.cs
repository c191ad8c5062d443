using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

public sealed class VoterSetTests
{
    private static readonly Gen<Voter[]> s_lists = Gen.Elements("A", "B", "C", "D", "A'").Select(Names.Voter).ArrayOf().Where(l => l.Length < 7);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void A_majority_is_more_than_half(int voters, int majority) => VoterSet.Majority(voters).ShouldBe(majority);

    [Theory]
    [InlineData(3, 0, 2)]
    [InlineData(3, 1, 2)]
    [InlineData(3, 3, 3)]
    [InlineData(3, 9, 3)]
    [InlineData(2, 3, 2)]
    [InlineData(1, -5, 1)]
    public void The_write_quorum_lies_between_a_majority_and_all(int voters, int configured, int quorum) => VoterSet.WriteQuorum(voters, configured).ShouldBe(quorum);

    [Fact]
    public void Sets_differ_by_one_when_one_voter_came_or_went_and_none_stands_twice() =>
        Prop.ForAll(s_lists.ToArbitrary(), s_lists.ToArbitrary(), (from, to) =>
        {
            Voter[] distinct = [.. from.Distinct()];
            HashSet<Voter> difference = [.. distinct];
            difference.SymmetricExceptWith(to);
            bool expected = difference.Count == 1 && to.Distinct().Count() == to.Length;
            return VoterSet.DiffersByOne(distinct, to) == expected;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Majorities_of_sets_that_differ_by_one_always_meet()
    {
        for (int voters = 1; voters < 12; voters++) (VoterSet.Majority(voters) + VoterSet.Majority(voters + 1)).ShouldBeGreaterThan(voters + 1);
    }
}
