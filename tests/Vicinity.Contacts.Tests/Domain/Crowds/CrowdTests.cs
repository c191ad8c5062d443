using System.Globalization;
using System.Text;

namespace Vicinity.Contacts.Tests;

public sealed class CrowdTests
{
    private static readonly SimulationParameters s_small = new() { FieldWidth = 12, FieldHeight = 12 };

    [Fact]
    public void A_run_of_twenty_people_over_120_ticks_is_the_one_that_it_was()
    {
        HealthCounts[] counts = Run(new Rules(s_small, 20), 20, 2, 120, out List<Infection> infections);

        string told = string.Join(' ', infections.Take(8).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Tick}:{i.Source}>{i.Person}")));
        told.ShouldBe(GoldenInfections);
        string.Join(' ', counts.Where(c => c.Tick % 15 == 0).Select(c => $"{c.Susceptible}/{c.Infected}/{c.Immune}/{c.Dead}")).ShouldBe(GoldenCounts);
    }

    private const string GoldenInfections = "0:-1>0 0:-1>1 2:1>15 3:15>6 6:1>5 6:1>16 8:5>2 8:16>18";
    private const string GoldenCounts = "1/19/0/0 0/2/18/0 3/15/2/0 0/5/15/0 11/0/9/0 20/0/0/0 20/0/0/0 0/0/0/20";

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        string Told(ulong seed) => Tell(Run(new Rules(s_small, seed), 30, 2, 100, out List<Infection> infections), infections);
        Told(5).ShouldBe(Told(5));
        Told(5).ShouldNotBe(Told(6));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(4.0)]
    public void A_run_that_is_continued_from_any_moment_equals_the_one_that_was_not_interrupted(double avoidance)
    {
        SimulationParameters parameters = s_small with { InfectionProbability = 0.4, Incubation = 2, AsymptomaticShare = 0.3, AvoidanceRadius = avoidance, InfectedMove = true };
        var rules = new Rules(parameters, 77);
        var whole = new Crowd(rules);
        for (int i = 0; i < 40; i++) whole.Add(infected: i < 3);
        for (int tick = 1; tick <= 40; tick++)
        {
            whole.Step();
            if (tick != 17) continue;
            var branch = new Crowd(new Rules(parameters, 77), whole.Tick);
            foreach (PersonState person in whole.People) branch.Add(person);
            var ahead = new Crowd(rules, whole.Tick);
            foreach (PersonState person in whole.People) ahead.Add(person);
            for (int later = 0; later < 60; later++)
            {
                branch.Step().ShouldBe(ahead.Step());
                branch.People.ToArray().ShouldBe(ahead.People.ToArray());
                branch.Infections.ToArray().ShouldBe(ahead.Infections.ToArray());
            }
        }
        var again = new Crowd(rules);
        for (int i = 0; i < 40; i++) again.Add(infected: i < 3);
        for (int tick = 1; tick <= 17; tick++) again.Step();
        var continued = new Crowd(rules, again.Tick);
        foreach (PersonState person in again.People) continued.Add(person);
        for (int tick = 18; tick <= 40; tick++) continued.Step();
        continued.People.ToArray().ShouldBe(whole.People.ToArray());
    }

    [Fact]
    public void Who_is_infected_infects_others_from_the_next_tick_on()
    {
        // Three in a row, each near the next one alone; nobody moves far in two ticks, so all are put on one line of a field without height to leave.
        var rules = new Rules(new SimulationParameters { FieldWidth = 100, FieldHeight = 1, InfectionRadius = 10, Movement = Movement.Walk }, 1);
        var crowd = new Crowd(rules);
        crowd.Add(infected: true, new Place(0, 0));
        crowd.Add(at: new Place(7, 0));
        crowd.Add(at: new Place(14, 0));
        crowd.Step();
        crowd.Infections.ToArray().Select(i => (i.Person, i.Source)).ShouldBe([(0, Infection.FromTheStart), (1, 0)]);
        crowd.Step();
        crowd.Infections.ToArray().Select(i => (i.Person, i.Source)).ShouldBe([(2, 1)]);
    }

    [Fact]
    public void The_source_of_an_infection_is_the_nearest_and_of_equally_near_ones_the_first()
    {
        var rules = new Rules(new SimulationParameters { InfectionRadius = 50 }, 1);
        var crowd = new Crowd(rules);
        crowd.Add(infected: true, new Place(0, 50));
        crowd.Add(infected: true, new Place(80, 50));
        crowd.Add(at: new Place(50, 50));
        crowd.Step();
        crowd.Infections.ToArray().Single(i => i.Source >= 0).Source.ShouldBe(1);
    }

    [Fact]
    public void The_dead_are_in_no_contact()
    {
        var crowd = new Crowd(new Rules(s_small with { Lifetime = 1, InfectionRadius = 50 }, 1));
        for (int i = 0; i < 5; i++) crowd.Add();
        HealthCounts counts = crowd.Step();
        crowd.Deaths.ToArray().ShouldBe([0, 1, 2, 3, 4]);
        crowd.Contacts.Length.ShouldBe(0);
        counts.Dead.ShouldBe(5);
        crowd.Step().ShouldBe(counts with { Tick = 2 });
        crowd.Deaths.Length.ShouldBe(0);
    }

    [Fact]
    public void Contacts_are_those_that_comparing_all_with_all_finds()
    {
        var crowd = new Crowd(new Rules(new SimulationParameters { FieldWidth = 60, FieldHeight = 40, InfectionRadius = 2.5 }, 8));
        for (int i = 0; i < 500; i++) crowd.Add(infected: i == 0);
        for (int tick = 0; tick < 50; tick++)
        {
            crowd.Step();
            var expected = new List<(int, int)>();
            ReadOnlySpan<PersonState> people = crowd.People;
            for (int i = 0; i < people.Length; i++)
            {
                for (int j = i + 1; j < people.Length; j++)
                    if (people[i].At.SquaredDistanceTo(people[j].At) <= 6.25) expected.Add((i, j));
            }
            crowd.Contacts.ToArray().Select(c => c.One < c.Other ? (c.One, c.Other) : (c.Other, c.One)).Order().ShouldBe(expected);
        }
    }

    [Fact]
    public void Who_keeps_away_from_visible_infected_people_is_infected_less_often()
    {
        int Infected(double avoidance)
        {
            SimulationParameters parameters = new() { FieldWidth = 60, FieldHeight = 60, Lifetime = 0, ImmuneForLife = true, InfectedMove = true, AvoidanceRadius = avoidance };
            Run(new Rules(parameters, 4), 300, 3, 200, out List<Infection> infections);
            return infections.Count;
        }
        Infected(5).ShouldBeLessThan(Infected(0) / 2);
    }

    [Fact]
    public void Where_everybody_meets_everybody_as_many_are_infected_as_the_final_size_equation_says()
    {
        const int People = 600, First = 12, Runs = 12;
        // All are within the radius of all, and who is infected at a tick infects at the 10 after it and is then immune: who is left is s = s0 (1 - p)^(10 (N - s)).
        double probability = 1.6 / (10.0 * People);
        SimulationParameters parameters = new()
        {
            FieldWidth = 10,
            FieldHeight = 10,
            InfectionRadius = 20,
            Lifetime = 0,
            InfectionCooldown = 10,
            ImmuneForLife = true,
            InfectionProbability = probability,
        };
        double left = People - First;
        for (int i = 0; i < 1_000; i++) left = (People - First) * Math.Pow(1 - probability, 10 * (People - left));

        double[] sizes = [.. Enumerable.Range(0, Runs).Select(seed =>
        {
            Run(new Rules(parameters, (ulong)seed + 100), People, First, 160, out List<Infection> infections);
            return (double)infections.Count;
        })];

        double mean = sizes.Average(), deviation = Math.Sqrt(sizes.Sum(s => Math.Pow(s - mean, 2)) / (Runs - 1));
        mean.ShouldBe(People - left, 4 * deviation / Math.Sqrt(Runs));
        deviation.ShouldBeLessThan(People * 0.12);
    }

    private static HealthCounts[] Run(Rules rules, int people, int infected, int ticks, out List<Infection> infections)
    {
        var crowd = new Crowd(rules);
        for (int i = 0; i < people; i++) crowd.Add(infected: i < infected);
        infections = [];
        var counts = new HealthCounts[ticks];
        for (int i = 0; i < ticks; i++)
        {
            counts[i] = crowd.Step();
            counts[i].All.ShouldBe(people);
            infections.AddRange(crowd.Infections);
        }
        return counts;
    }

    private static string Tell(HealthCounts[] counts, List<Infection> infections)
    {
        var told = new StringBuilder();
        foreach (HealthCounts count in counts) told.Append(count).Append('\n');
        foreach (Infection infection in infections) told.Append(infection).Append('\n');
        return told.ToString();
    }
}
