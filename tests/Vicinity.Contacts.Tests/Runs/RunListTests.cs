using System.Buffers;
using System.Text;

namespace Vicinity.Contacts.Tests;

public sealed class RunListTests
{
    private static Run Named(string name, int changed = 1, Guid id = default) => new() { Name = name, Id = id, Kind = RunKind.Crowd, Changed = changed };

    [Fact]
    public void The_first_record_of_a_name_has_it_whatever_the_clocks_of_others_say()
    {
        Guid first = Guid.NewGuid(), second = Guid.NewGuid();
        var runs = new RunList();
        runs.Take(Named("a", 5, first)).ShouldBeTrue();
        runs.Take(Named("a", 900, second)).ShouldBeFalse();
        runs.Take(Named("a", 7, first) with { State = RunState.Ended }).ShouldBeTrue();
        runs.Take(Named("a", 6, first)).ShouldBeFalse("what is older changes nothing");
        runs.All.Single().ShouldSatisfyAllConditions(r => r.Id.ShouldBe(first), r => r.State.ShouldBe(RunState.Ended));
    }

    [Fact]
    public void A_deletion_counts_whatever_its_clock_says_and_nothing_follows_it()
    {
        Guid id = Guid.NewGuid();
        var runs = new RunList();
        runs.Take(Named("a", 500, id));
        runs.Take(Named("a", 100, id) with { State = RunState.Deleted }).ShouldBeTrue();
        runs.Take(Named("a", 900, id) with { State = RunState.Ended }).ShouldBeFalse();
        runs.All.ShouldBeEmpty();
        runs.TryGet("a", out Run? deleted).ShouldBeTrue();
        (deleted!.State, deleted.Changed).ShouldBe((RunState.Deleted, 500));
    }

    [Fact]
    public void Devices_may_come_again_under_the_name_that_they_had_and_take_none_of_a_crowd()
    {
        var runs = new RunList();
        runs.Take(Named("ours", 1, Guid.NewGuid()) with { Kind = RunKind.Devices }).ShouldBeTrue();
        runs.Take(Named("ours", 2, Guid.NewGuid()) with { Kind = RunKind.Devices }).ShouldBeTrue();
        runs.Take(Named("crowd", 1, Guid.NewGuid()));
        runs.Take(Named("crowd", 2, Guid.NewGuid()) with { Kind = RunKind.Devices }).ShouldBeFalse();
    }

    [Fact]
    public void However_many_runs_are_told_of_those_that_go_on_or_have_reports_stay()
    {
        var runs = new RunList();
        var simulations = new SimulationList(new ContactsOptions(), runs);
        runs.Take(Named("goes on"));
        runs.Take(Named("reported"));
        runs.Hold("goes on");
        simulations.Take(new PersonMessage { Person = Guid.NewGuid(), X = 1, Y = 1, Time = 1, Simulation = "reported", Tick = 1 });

        for (int i = 0; i < RunList.Most + 500; i++) runs.Take(Named($"lie {i}", int.MaxValue));

        runs.All.Count.ShouldBe(RunList.Most);
        foreach (string name in (string[])["goes on", "reported"]) runs.TryGet(name, out _).ShouldBeTrue(name);
        runs.LetGo("goes on");
        simulations.ForgetBefore(long.MaxValue);
        for (int i = 0; i < RunList.Most; i++) runs.Take(Named($"other {i}"));
        foreach (string name in (string[])["goes on", "reported"]) runs.TryGet(name, out _).ShouldBeFalse(name);
    }

    [Fact]
    public void Large_runs_are_bounded_by_their_size_together()
    {
        var runs = new RunList();
        Addition[] additions = [.. Enumerable.Repeat(new Addition(1), Run.MostAdditions)];
        for (int i = 0; i < 2_000; i++) runs.Take(Named($"{i}") with { Plan = new RunPlan { Additions = additions } });
        runs.All.Count.ShouldBeInRange(100, (int)(RunList.MostBytes / (24 * Run.MostAdditions)));
    }

    [Theory]
    [InlineData("""{"name":"a","kind":"crowd","tickMs":1}""", "tickMs is 1")]
    [InlineData("""{"name":"a","kind":"crowd","branchOf":{"name":"b","tick":-1}}""", "branchOf is not a name of a run and a tick from 0")]
    [InlineData("""{"name":"a","kind":7}""", "kind")]
    [InlineData("""{"name":"a","plan":{"people":-1}}""", "people is -1")]
    public void A_record_that_cannot_be_a_run_is_refused_with_its_reason(string json, string reason)
    {
        RunJson.TryRead(Encoding.UTF8.GetBytes(json), out _, out string? why).ShouldBeFalse();
        why.ShouldContain(reason);
    }

    [Fact]
    public void A_record_is_bounded_in_bytes_and_in_what_it_holds_and_the_largest_run_fits()
    {
        Addition[] additions = [.. Enumerable.Range(0, Run.MostAdditions).Select(i => new Addition(1_000_000_000, 100, 100, true))];
        ParameterChange[] changes = [.. Enumerable.Range(0, Run.MostChanges).Select(i => new ParameterChange(i, new SimulationParameters()))];
        Run largest = Named(new string('x', Run.LongestName), id: Guid.NewGuid()) with { Plan = new RunPlan { Additions = additions, Changes = changes } };
        Read(largest).ShouldBeNull();
        Read(largest with { Plan = largest.Plan with { Additions = [.. additions, additions[0]] } })!.ShouldContain("5001 people come later and may be 5000");
        Read(largest with { Plan = largest.Plan with { Changes = [.. changes, new ParameterChange(200, new SimulationParameters())] } })!.ShouldContain("101 times and may 100 times");
        RunJson.TryRead(Encoding.UTF8.GetBytes("""{"name":"a","more":""" + "\"" + new string('x', RunJson.MostBytes) + "\"}"), out _, out string? why).ShouldBeFalse();
        why.ShouldContain("bytes long and may be");
    }

    private static string? Read(Run run)
    {
        var bytes = new ArrayBufferWriter<byte>();
        RunJson.Write(bytes, run);
        return RunJson.TryRead(bytes.WrittenSpan, out _, out string? reason) ? null : reason;
    }
}
