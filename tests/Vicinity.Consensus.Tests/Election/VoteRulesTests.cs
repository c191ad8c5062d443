using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

public sealed class VoteRulesTests
{
    private static readonly Gen<string> s_logs =
        from epochs in Gen.Choose(0, 3)
        from batches in Gen.Choose(0, 2).ArrayOf(4)
        select string.Join(' ', Enumerable.Range(1, epochs).SelectMany(e => Enumerable.Repeat("x", batches[e]).Prepend($"m{e}")));

    [Fact]
    public void Votes_compare_the_epoch_of_the_last_entry_and_then_the_length() =>
        Prop.ForAll(s_logs.ToArbitrary(), s_logs.ToArbitrary(), (one, other) =>
        {
            MemoryLog candidate = new(one, []);
            MemoryLog voter = new(other, []);
            (int Epoch, int Length) Last(MemoryLog log) => (log.Entries.Count == 0 ? 0 : log.Entries[^1].Epoch, log.Entries.Sum(e => e.Width));
            return VoteRules.IsUpToDate(candidate.End, voter) == (Last(candidate).CompareTo(Last(voter)) >= 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_two_logs_at_least_one_may_lead_the_other() =>
        Prop.ForAll(s_logs.ToArbitrary(), s_logs.ToArbitrary(), (one, other) =>
        {
            MemoryLog a = new(one, []);
            MemoryLog b = new(other, []);
            return VoteRules.IsUpToDate(a.End, b) || VoteRules.IsUpToDate(b.End, a);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_tally_counts_distinct_members_and_takes_no_grant_back()
    {
        VoteTally tally = new(Names.Set("A,B,C,D,E"), Names.Voter("A"));
        tally.Note(Names.Voter("B"), true);
        tally.Note(Names.Voter("B"), true);
        tally.Note(Names.Voter("B"), false);
        tally.Note(Names.Voter("B'"), true);
        tally.Note(Names.Voter("X"), true);
        tally.IsWon.ShouldBeFalse();
        tally.Note(Names.Voter("C"), false);
        tally.Note(Names.Voter("D"), false);
        tally.IsLost.ShouldBeFalse();
        tally.Note(Names.Voter("E"), false);
        tally.IsLost.ShouldBeTrue();
        tally.Note(Names.Voter("E"), true); // Asked again, it grants.
        tally.IsWon.ShouldBeTrue();
    }
}
