namespace Vicinity.Contacts.Tests;

/// <summary>Each rule of the original program, by its own default parameters unless a test says otherwise.</summary>
public sealed class OriginalRulesTests
{
    private const int Person = 3;

    private static Rules With(Func<SimulationParameters, SimulationParameters>? change = null, ulong seed = 7)
    {
        var parameters = new SimulationParameters();
        return new Rules(change?.Invoke(parameters) ?? parameters, seed);
    }

    [Fact]
    public void The_field_has_both_its_ends()
    {
        Rules rules = With(p => p with { FieldWidth = 1, FieldHeight = 2 });

        Place[] places = [.. Enumerable.Range(0, 1_000).Select(i => rules.Begin(i, 0, infected: false).At).Distinct()];

        places.ShouldBe([new Place(0, 0), new Place(0, 1), new Place(0, 2), new Place(1, 0), new Place(1, 1), new Place(1, 2)], ignoreOrder: true);
    }

    [Fact]
    public void A_person_starts_where_it_is_told_to_and_nowhere_outside_of_the_field()
    {
        With().Begin(Person, 0, infected: false, new Place(100, 0)).At.ShouldBe(new Place(100, 0));

        Should.Throw<ArgumentOutOfRangeException>(() => With().Begin(Person, 0, infected: false, new Place(101, 0))).Message.ShouldContain("(101, 0) is not on the field");
        Should.Throw<ArgumentOutOfRangeException>(() => With().Begin(Person, 0, infected: false, new Place(0, -1)));
    }

    [Fact]
    public void A_person_goes_one_unit_a_tick_along_one_axis_to_its_goal_and_then_draws_the_next()
    {
        Rules rules = With(p => p with { Lifetime = 0 });
        PersonState person = rules.Begin(Person, 0, infected: false);
        int goals = 0;
        for (int tick = 1; tick <= 5_000; tick++)
        {
            (Place before, Place goal) = (person.At, person.Goal);
            rules.Tick(ref person, Person, tick);
            if (person.Goal != goal)
            {
                goals++;
                before.ShouldBe(goal, "a new goal is drawn at the goal only");
            }
            (Math.Abs(person.At.X - before.X) + Math.Abs(person.At.Y - before.Y)).ShouldBe(before == person.Goal ? 0 : 1);
            person.At.SquaredDistanceTo(person.Goal).ShouldBeLessThanOrEqualTo(before.SquaredDistanceTo(person.Goal));
        }
        goals.ShouldBeInRange(40, 120, "a way is 67 units long on average");
    }

    [Theory]
    [InlineData(0, 0, 5, 3, 1, 0)]
    [InlineData(0, 0, 3, 5, 0, 1)]
    [InlineData(0, 0, 4, 4, 0, 1)]
    [InlineData(9, 9, 1, 8, 8, 9)]
    [InlineData(9, 9, 9, 9, 9, 9)]
    public void The_step_goes_along_the_axis_with_more_left_and_along_y_where_both_have_the_same(int x, int y, int goalX, int goalY, int nextX, int nextY) =>
        Steps.Towards(new Place(x, y), new Place(goalX, goalY)).ShouldBe(new Place(nextX, nextY));

    [Fact]
    public void Infection_is_certain_on_contact()
    {
        Rules rules = With();
        for (int tick = 0; tick < 1_000; tick++) rules.Infects(Person, 4, tick, squaredDistance: 4).ShouldBeTrue();
    }

    [Fact]
    public void An_infected_person_stands_still_for_sixteen_ticks_is_immune_for_sixteen_and_then_susceptible()
    {
        Rules rules = With();
        PersonState person = rules.Begin(Person, 0, infected: false, new Place(50, 50));
        rules.Infect(ref person, Person, 0).ShouldBeTrue();
        var course = new List<Health>();
        for (int tick = 1; tick <= 33; tick++)
        {
            Place before = person.At;
            Health was = person.Health;
            rules.Tick(ref person, Person, tick);
            if (was == Health.Infected) person.At.ShouldBe(before);
            course.Add(person.Health);
        }
        course.Take(15).ShouldAllBe(h => h == Health.Infected);
        course.Skip(15).Take(16).ShouldAllBe(h => h == Health.Immune);
        course.Skip(31).ShouldAllBe(h => h == Health.Susceptible);
    }

    [Fact]
    public void Who_is_infected_or_immune_is_not_infected_once_more()
    {
        Rules rules = With();
        PersonState person = rules.Begin(Person, 0, infected: true);
        rules.Tick(ref person, Person, 1);
        PersonState before = person;

        rules.Infect(ref person, Person, 1).ShouldBeFalse();
        person.ShouldBe(before);
        for (int tick = 2; person.Health != Health.Immune; tick++) rules.Tick(ref person, Person, tick);
        rules.Infect(ref person, Person, 20).ShouldBeFalse();
    }

    [Fact]
    public void Who_starts_infected_has_the_same_course()
    {
        Rules rules = With();
        PersonState person = rules.Begin(Person, 0, infected: true);
        person.Health.ShouldBe(Health.Infected);
        person.Left.ShouldBe(16);
    }

    [Fact]
    public void A_person_lives_120_ticks_and_dies_in_whatever_state_it_is()
    {
        Rules rules = With();
        PersonState healthy = rules.Begin(Person, 0, infected: false), sick = healthy;
        for (int tick = 1; tick <= 119; tick++)
        {
            rules.Tick(ref healthy, Person, tick);
            rules.Tick(ref sick, Person, tick);
        }
        rules.Infect(ref sick, Person, 119);
        healthy.Alive.ShouldBeTrue();
        rules.Tick(ref healthy, Person, 120);
        rules.Tick(ref sick, Person, 120);
        (healthy.Alive, healthy.DiedInfected).ShouldBe((false, false));
        (sick.Alive, sick.DiedInfected).ShouldBe((false, true));
    }

    [Fact]
    public void The_dead_neither_move_nor_change()
    {
        Rules rules = With(p => p with { Lifetime = 1 });
        PersonState person = rules.Begin(Person, 0, infected: true);
        rules.Tick(ref person, Person, 1);
        PersonState dead = person;
        for (int tick = 2; tick < 100; tick++) rules.Tick(ref person, Person, tick);
        person.ShouldBe(dead);
        rules.Infect(ref person, Person, 100).ShouldBeFalse();
    }

    [Fact]
    public void Infected_people_move_where_the_option_lets_them()
    {
        Rules rules = With(p => p with { InfectedMove = true });
        PersonState person = rules.Begin(Person, 0, infected: true, new Place(50, 50));
        for (int tick = 1; tick <= 5; tick++) rules.Tick(ref person, Person, tick);
        person.Health.ShouldBe(Health.Infected);
        person.At.ShouldNotBe(new Place(50, 50));
    }
}
