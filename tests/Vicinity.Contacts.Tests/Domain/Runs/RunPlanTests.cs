using System.Text.Json;

namespace Vicinity.Contacts.Tests;

public sealed class RunPlanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly RunPlan s_plan = new()
    {
        People = 40,
        Infected = 3,
        Seed = 11,
        Parameters = new() { FieldWidth = 14, FieldHeight = 12, InfectionProbability = 0.5, Incubation = 2, Lifetime = 90 },
        Additions = [new(0, 3, 4), new(10, 14, 12, Infected: true), new(10, 0, 0), new(25)],
        Changes = [new(15, new() { FieldWidth = 20, FieldHeight = 12, InfectionProbability = 0.3, Lifetime = 90 })],
    };

    [Fact]
    public void A_branch_without_changes_equals_the_original_run()
    {
        for (int at = 0; at <= 60; at += 5) Story(s_plan.Branch(at), 80).ShouldBe(Story(s_plan, 80));
    }

    [Fact]
    public void A_branch_with_the_parameters_that_hold_anyway_equals_the_original_run()
    {
        for (int at = 15; at <= 60; at += 15) Story(s_plan.Branch(at, s_plan.ParametersAfter(at)), 80).ShouldBe(Story(s_plan, 80));
    }

    [Fact]
    public void A_branch_with_other_parameters_equals_the_original_run_up_to_its_tick_and_not_beyond()
    {
        RunPlan branch = s_plan.Branch(20, s_plan.ParametersAfter(20) with { InfectionProbability = 0 });
        string[] original = Story(s_plan, 60), other = Story(branch, 60);
        other.Take(20).ShouldBe(original.Take(20));
        other.Skip(20).ShouldNotBe(original.Skip(20));
        branch.At(60, cancel: Cancel).People.Length.ShouldBe(s_plan.At(60, cancel: Cancel).People.Length);
    }

    [Fact]
    public void A_run_built_up_to_any_tick_and_then_continued_equals_the_whole_run()
    {
        string[] whole = Story(s_plan, 60);
        for (int tick = 0; tick <= 50; tick += 10)
        {
            Crowd crowd = s_plan.At(tick, cancel: Cancel);
            crowd.Tick.ShouldBe(tick);
            for (int later = tick; later < 60; later++) Tell(s_plan.Step(crowd), crowd).ShouldBe(whole[later]);
        }
    }

    [Fact]
    public void What_a_plan_does_is_what_its_steps_by_hand_do()
    {
        var crowd = new Crowd(new Rules(s_plan.Parameters, s_plan.Seed));
        for (int i = 0; i < 40; i++) crowd.Add(infected: i < 3);
        crowd.Add(at: new Place(3, 4));
        var story = new List<string>();
        for (int tick = 1; tick <= 40; tick++)
        {
            story.Add(Tell(crowd.Step(), crowd));
            if (tick == 10) crowd.Add(infected: true, new Place(14, 12));
            if (tick == 10) crowd.Add(at: new Place(0, 0));
            if (tick == 15) crowd.Change(s_plan.Changes[0].Parameters);
            if (tick == 25) crowd.Add();
        }
        Story(s_plan, 40).ShouldBe(story);
    }

    [Fact]
    public void A_plan_is_read_as_it_was_written()
    {
        RunPlan read = JsonSerializer.Deserialize<RunPlan>(JsonSerializer.Serialize(s_plan))!;
        Story(read, 60).ShouldBe(Story(s_plan, 60));
    }

    [Fact]
    public void People_who_come_later_live_from_then_on()
    {
        var plan = new RunPlan { Parameters = new() { Lifetime = 5 }, Additions = [new(3, 1, 1)] };
        Crowd crowd = plan.At(3, cancel: Cancel);
        crowd.People.Length.ShouldBe(1);
        plan.At(7, cancel: Cancel).People[0].Alive.ShouldBeTrue();
        plan.At(8, cancel: Cancel).People[0].Alive.ShouldBeFalse();
    }

    [Fact]
    public void A_field_that_becomes_smaller_is_refused_and_nothing_changes()
    {
        Crowd crowd = s_plan.At(5, cancel: Cancel);
        Should.Throw<ArgumentException>(() => crowd.Change(s_plan.Parameters with { FieldWidth = 13 })).Message
            .ShouldBe("field_width is 13 and must be between 14 and 1000000: the field of a run that goes on does not become smaller, people could be outside");
        crowd.Parameters.ShouldBe(s_plan.Parameters);
        Should.Throw<ArgumentException>(() => crowd.Change(s_plan.Parameters with { InfectionProbability = 2 }));
    }

    [Fact]
    public void A_wrong_plan_is_refused_with_every_reason()
    {
        RunPlan wrong = s_plan with { Infected = 41, Additions = [new(5), new(4), new(20, 21, 3), new(20, 3)], Changes = [new(6, s_plan.Parameters), new(6, s_plan.Parameters with { FieldWidth = 1 })] };
        wrong.Problems().ShouldBe([
            "infected is 41 and must be between 0 and 40: no more than there are people",
            "tick of a change is 6 and must be between 7 and 1000000000: changes are in order, at most one a tick",
            "field_width is 1 and must be between 14 and 1000000: the field of a run that goes on does not become smaller, people could be outside",
            "tick of an addition is 4 and must be between 5 and 1000000000: additions are in order",
            "x of an addition is 21 and must be between 0 and 1: it is a place on the field",
            "an addition at tick 20 has only one of x and y",
            "x of an addition is 3 and must be between 0 and 1: it is a place on the field",
        ]);
        Should.Throw<ArgumentException>(() => wrong.Begin()).Message.ShouldContain("infected is 41");
        (s_plan with { People = Crowd.MaxPeople }).Problems().ShouldHaveSingleItem().ShouldContain("9999996");
    }

    private static string[] Story(RunPlan plan, int ticks)
    {
        Crowd crowd = plan.Begin();
        return [.. Enumerable.Range(0, ticks).Select(_ => Tell(plan.Step(crowd), crowd))];
    }

    private static string Tell(HealthCounts counts, Crowd crowd) =>
        $"{counts} {string.Join(';', crowd.People[..counts.All].ToArray().Select(p => $"{p.At.X},{p.At.Y},{p.Goal.X},{p.Goal.Y},{p.Age},{p.Left},{p.Health},{p.Unnoticed},{p.DiedInfected}"))} {string.Join(';', crowd.Infections.ToArray())}";
}
