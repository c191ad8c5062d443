namespace Vicinity.Contacts.Tests;

/// <summary>The rules beyond the original program, each where its parameter asks for it.</summary>
public sealed class FurtherRulesTests
{
    private static readonly SimulationParameters s_original = new();

    [Fact]
    public void An_exposed_person_moves_and_infects_nobody_until_the_incubation_is_over()
    {
        var rules = new Rules(s_original with { Incubation = 5 }, 1);
        PersonState person = rules.Begin(0, 0, infected: false, new Place(50, 50));
        rules.Infect(ref person, 0, 0);
        for (int tick = 1; tick < 5; tick++)
        {
            rules.Tick(ref person, 0, tick);
            person.Health.ShouldBe(Health.Exposed);
        }
        person.At.ShouldNotBe(new Place(50, 50));
        rules.Tick(ref person, 0, 5);
        (person.Health, person.Left).ShouldBe((Health.Infected, 16));
    }

    [Fact]
    public void Immunity_for_life_does_not_end()
    {
        var rules = new Rules(s_original with { ImmuneForLife = true, Lifetime = 0 }, 1);
        PersonState person = rules.Begin(0, 0, infected: true);
        for (int tick = 1; tick <= 10_000; tick++) rules.Tick(ref person, 0, tick);
        person.Health.ShouldBe(Health.Immune);
    }

    [Fact]
    public void The_share_of_contacts_that_infect_is_the_probability_and_falls_with_distance()
    {
        var rules = new Rules(s_original with { InfectionProbability = 0.5, DistanceFalloff = 1 }, 1);
        double At(double distance) => Enumerable.Range(0, 100_000).Count(i => rules.Infects(i, 7, 3, distance * distance)) / 100_000.0;
        At(0).ShouldBe(0.5, 0.008);
        At(1).ShouldBe(0.25, 0.008);
        At(2).ShouldBe(0);
    }

    [Fact]
    public void The_given_share_of_infections_goes_unnoticed()
    {
        var rules = new Rules(s_original with { AsymptomaticShare = 0.3 }, 5);
        int unnoticed = 0;
        for (int i = 0; i < 20_000; i++)
        {
            PersonState person = rules.Begin(i, 0, infected: true);
            person.VisiblyInfected.ShouldBe(!person.Unnoticed);
            if (person.Unnoticed) unnoticed++;
        }
        (unnoticed / 20_000.0).ShouldBe(0.3, 0.013);
    }

    [Fact]
    public void The_given_share_of_people_is_immune_from_the_start()
    {
        var rules = new Rules(s_original with { InitiallyImmuneShare = 0.4 }, 5);
        int immune = Enumerable.Range(0, 20_000).Count(i => rules.Begin(i, 0, infected: false).Health == Health.Immune);
        (immune / 20_000.0).ShouldBe(0.4, 0.014);
        rules.Begin(1, 0, infected: true).Health.ShouldBe(Health.Infected);
    }

    [Fact]
    public void A_vaccination_prevents_its_share_of_the_infections_of_the_vaccinated()
    {
        var rules = new Rules(s_original with { VaccinatedShare = 0.6, VaccineEfficacy = 0.75, InfectionProbability = 0.8 }, 5);
        int[] vaccinated = [.. Enumerable.Range(0, 50_000).Where(rules.IsVaccinated)], others = [.. Enumerable.Range(0, 50_000).Where(i => !rules.IsVaccinated(i))];
        (vaccinated.Length / 50_000.0).ShouldBe(0.6, 0.009);
        (vaccinated.Count(i => rules.Infects(i, 7, 3, 0)) / (double)vaccinated.Length).ShouldBe(0.2, 0.01);
        (others.Count(i => rules.Infects(i, 7, 3, 0)) / (double)others.Length).ShouldBe(0.8, 0.012);
    }

    [Fact]
    public void A_vaccination_that_prevents_all_protects_even_where_every_contact_infects()
    {
        var rules = new Rules(s_original with { VaccinatedShare = 0.5, VaccineEfficacy = 1 }, 5);
        for (int i = 0; i < 1_000; i++) rules.Infects(i, 7, 3, 0).ShouldBe(!rules.IsVaccinated(i));
    }

    [Fact]
    public void Who_is_vaccinated_stays_so_when_the_share_grows()
    {
        Rules few = new(s_original with { VaccinatedShare = 0.2 }, 5), many = new(s_original with { VaccinatedShare = 0.5 }, 5);
        for (int i = 0; i < 1_000; i++) (few.IsVaccinated(i) && !many.IsVaccinated(i)).ShouldBeFalse();
    }

    [Fact]
    public void The_longer_a_contact_lasts_the_likelier_it_infects()
    {
        var rules = new Rules(s_original with { InfectionProbability = 0.1 }, 5);
        foreach (int ticks in (int[])[1, 5, 20])
        {
            int infected = Enumerable.Range(0, 20_000).Count(i => Enumerable.Range(1, ticks).Any(tick => rules.Infects(i, 7, tick, 1)));
            (infected / 20_000.0).ShouldBe(1 - Math.Pow(0.9, ticks), 0.015);
        }
    }

    [Fact]
    public void Infected_people_move_where_they_may()
    {
        foreach (bool move in (bool[])[false, true])
        {
            var rules = new Rules(s_original with { InfectedMove = move }, 5);
            PersonState person = rules.Begin(0, 0, infected: true, new Place(50, 50));
            for (int tick = 1; tick <= 10; tick++) rules.Tick(ref person, 0, tick);
            (person.At != new Place(50, 50)).ShouldBe(move);
        }
    }

    [Fact]
    public void Without_a_lifetime_nobody_dies()
    {
        var rules = new Rules(s_original with { Lifetime = 0 }, 5);
        PersonState person = rules.Begin(0, 0, infected: false);
        for (int tick = 1; tick <= 10_000; tick++) rules.Tick(ref person, 0, tick);
        (person.Alive, person.Age).ShouldBe((true, 10_000));
    }

    [Fact]
    public void Nobody_keeps_away_from_an_infection_that_cannot_be_seen()
    {
        foreach (double unnoticed in (double[])[0, 1])
        {
            var crowd = new Crowd(new Rules(s_original with { AvoidanceRadius = 10, AsymptomaticShare = unnoticed, InfectionRadius = 1, Movement = Movement.Walk }, 5));
            crowd.Add(infected: true, new Place(50, 50));
            crowd.Add(at: new Place(53, 50));
            for (int tick = 1; tick <= 8; tick++) crowd.Step();
            (crowd.People[1].At.SquaredDistanceTo(new Place(50, 50)) >= 100).ShouldBe(unnoticed == 0);
        }
    }

    [Fact]
    public void A_walk_goes_one_unit_in_each_direction_equally_often_and_stays_on_the_field()
    {
        var rules = new Rules(s_original with { Movement = Movement.Walk, Lifetime = 0, FieldWidth = 3, FieldHeight = 3 }, 9);
        PersonState person = rules.Begin(0, 0, infected: false);
        var steps = new Dictionary<(int, int), int>();
        for (int tick = 1; tick <= 40_000; tick++)
        {
            Place before = person.At;
            rules.Tick(ref person, 0, tick);
            person.At.X.ShouldBeInRange(0, 3);
            person.At.Y.ShouldBeInRange(0, 3);
            (int, int) step = (person.At.X - before.X, person.At.Y - before.Y);
            steps[step] = steps.GetValueOrDefault(step) + 1;
        }
        steps.Keys.ShouldBe([(1, 0), (-1, 0), (0, 1), (0, -1)], ignoreOrder: true);
        steps.Values.ShouldAllBe(n => Math.Abs(n - 10_000) < 500);
    }

    [Theory]
    [InlineData(50, 50, 52, 50, 49, 50)]
    [InlineData(50, 50, 50, 48, 50, 51)]
    [InlineData(0, 0, 1, 1, 0, 0)]
    [InlineData(0, 50, 1, 50, 0, 51)]
    public void Who_keeps_away_takes_the_step_that_leads_furthest_away(int x, int y, int threatX, int threatY, int nextX, int nextY)
    {
        Steps.Away(new Place(x, y), new Place(threatX, threatY), s_original).ShouldBe(new Place(nextX, nextY));
    }
}
