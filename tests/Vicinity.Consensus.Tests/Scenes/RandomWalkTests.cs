using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>
/// Scenes that chance writes: messages are lost, doubled and overtaken, syncs come late, nodes lose power, voters change. After each step
/// the promises of docs/consensus.md are checked. The simulator goes further; this walk is short enough for every build.
/// </summary>
public sealed class RandomWalkTests
{
    [Theory]
    [InlineData("A,B,C", 0)]
    [InlineData("A,B,C", 3)]
    [InlineData("A,B,C,D", 0)]
    [InlineData("A,B", 0)]
    public void Whatever_happens_nothing_committed_is_lost(string voters, int writeQuorum)
    {
        int seeds = Environment.GetEnvironmentVariable("VICINITY_LONG_TESTS") == "1" ? 5000 : 30;
        Walk.Totals totals = new();
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            Walk walk = new(voters, writeQuorum, seed, PlantedFault.None);
            walk.Run(1200).ShouldBeNull($"seed {seed}");
            walk.Heal().ShouldBeNull($"seed {seed}");
            totals.Add(walk.Counted);
        }
        TestContext.Current.SendDiagnosticMessage($"{voters}, q {writeQuorum}: {totals}");
        // The walk must have been worth something.
        totals.Elections.ShouldBeGreaterThan(seeds);
        totals.Rises.ShouldBeGreaterThan(0);
        totals.Cuts.ShouldBeGreaterThan(0);
        totals.Changes.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(PlantedFault.FetchBeforeSync)]
    [InlineData(PlantedFault.CountUnsyncedOwnCopy)]
    [InlineData(PlantedFault.AcceptShorterLog)]
    [InlineData(PlantedFault.VoteTwice)]
    [InlineData(PlantedFault.CountOwnVoteTwice)]
    [InlineData(PlantedFault.VoteIsNotRecorded)]
    [InlineData(PlantedFault.CommitBelowMajority)]
    [InlineData(PlantedFault.ResumeLeadership)]
    [InlineData(PlantedFault.LookUpByOffset)]
    [InlineData(PlantedFault.TrustToldHighWatermark)]
    internal void A_broken_rule_is_noticed(PlantedFault fault)
    {
        for (ulong seed = 1; seed <= 400; seed++)
        {
            Walk walk = new("A,B,C", 0, seed, fault);
            if (walk.Run(2000) is not { } wrong) continue;
            TestContext.Current.SendDiagnosticMessage($"{fault}: seed {seed}, {wrong}");
            return;
        }
        Assert.Fail($"400 walks did not notice {fault}");
    }
}
