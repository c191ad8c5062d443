using Vicinity.Consensus;

namespace Vicinity.Simulation.Tests;

/// <summary>The fixed set of seeds: every promise must hold in each. <c>./vicinity sim</c> goes further.</summary>
public sealed class FixedSeedTests
{
    private const int SeedsOfABlock = 250;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void No_promise_is_broken(int block) => Sweep("", 1 + SeedsOfABlock * block, SeedsOfABlock);

    [Theory]
    [InlineData("calm")]
    [InlineData("crashes")]
    [InlineData("power")]
    [InlineData("elections")]
    [InlineData("network")]
    [InlineData("changes")]
    [InlineData("moves")]
    [InlineData("disks")]
    [InlineData("bases")]
    [InlineData("pauses")]
    [InlineData("storm")]
    public void No_promise_is_broken_with_faults_of_one_kind(string profile) => Sweep(profile, 100_001, 40);

    [Theory]
    [InlineData("", 7UL)]
    [InlineData("changes", 8UL)]
    [InlineData("disks", 9UL)]
    public void The_same_seed_gives_the_same_run(string profile, ulong seed)
    {
        SimulationSettings settings = new() { Seed = seed, Profile = profile };
        SimulationResult first = new Simulation(settings).Run();
        SimulationResult second = new Simulation(settings with { Trace = true }).Run();
        second.Hash.ShouldBe(first.Hash, "a run must not depend on anything but its seed, nor on being watched");
        second.Steps.ShouldBe(first.Steps);
        new Simulation(settings with { Seed = seed + 1 }).Run().Hash.ShouldNotBe(first.Hash);
    }

    [Fact]
    public void Runs_on_several_threads_do_not_disturb_each_other()
    {
        var one = new SeedSweep(new SimulationSettings { FaultyMs = 2000 });
        one.Run(500, 40, null, 1);
        var two = new SeedSweep(new SimulationSettings { FaultyMs = 2000 });
        two.Run(500, 40, null, 4);
        two.Steps.ShouldBe(one.Steps);
        two.Faults.ShouldBe(one.Faults);
    }

    [Fact]
    public void A_hundred_seeds_inject_every_kind_of_fault_and_make_the_cluster_do_everything()
    {
        var sweep = new SeedSweep(new SimulationSettings());
        sweep.Run(1, 100, null, 2);
        foreach (FaultKind kind in Enum.GetValues<FaultKind>()) sweep.Faults[(int)kind].ShouldBeGreaterThan(0, kind.ToString());
        sweep.Statistics.Elections.ShouldBeGreaterThan(200);
        sweep.Statistics.Rises.ShouldBeGreaterThan(2000);
        sweep.Statistics.Cuts.ShouldBeGreaterThan(20);
        sweep.Statistics.Changes.ShouldBeGreaterThan(50);
        sweep.Statistics.BasesTaken.ShouldBeGreaterThan(10);
        sweep.Statistics.Acknowledged.ShouldBeGreaterThan(2000);
    }

    private static void Sweep(string profile, int first, int count)
    {
        var sweep = new SeedSweep(new SimulationSettings { Profile = profile });
        sweep.Run((ulong)first, count, null, 1);
        sweep.Seeds.ShouldBe(count);
        sweep.Violations.Select(v => $"{v.Violation}\n{v.Settings.Line}").ShouldBeEmpty();
    }
}
