using System.Text;

namespace Vicinity.Contacts.Tests;

/// <summary>What is done about an infection, as seen from outside of a crowd.</summary>
public sealed class InterventionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An outbreak that reaches most people where nothing is done: people move on while they are infected, and a third never notices.</summary>
    private static readonly SimulationParameters s_outbreak = new()
    {
        FieldWidth = 60,
        FieldHeight = 60,
        Lifetime = 0,
        InfectionCooldown = 40,
        InfectionProbability = 0.15,
        InfectedMove = true,
        ImmuneForLife = true,
        Incubation = 6,
        AsymptomaticShare = 0.3,
    };

    private static readonly SimulationParameters s_traced = s_outbreak with { AppShare = 1, TestsPerDay = 50, IsolationTicks = 60, TracingTicks = 30 };

    [Fact]
    public void Without_anybody_who_has_the_app_the_run_is_the_one_without_interventions()
    {
        Story(s_traced with { AppShare = 0 }, 5).ShouldBe(Story(s_outbreak, 5));
        Story(s_traced, 5).ShouldNotBe(Story(s_outbreak, 5));
    }

    [Fact]
    public void Without_tests_the_run_is_the_one_without_interventions() => Story(s_traced with { TestsPerDay = 0 }, 5).ShouldBe(Story(s_outbreak, 5));

    [Fact]
    public void Where_nobody_complies_the_run_is_the_one_without_interventions_though_people_are_notified()
    {
        SimulationParameters deaf = s_traced with { IsolationCompliance = 0 };
        Story(deaf, 5).ShouldBe(Story(s_outbreak, 5));
        Run(deaf, 5, 200).Interventions.Notified.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void The_larger_the_share_with_the_app_the_fewer_are_infected() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { AppShare = 0.5 }), Infections(s_traced with { AppShare = 0.9 }));

    [Fact]
    public void The_more_tests_a_day_the_fewer_are_infected() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { TestsPerDay = 5 }), Infections(s_traced with { TestsPerDay = 50 }));

    [Fact]
    public void The_more_people_comply_the_fewer_are_infected() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { IsolationCompliance = 0.5 }), Infections(s_traced));

    [Fact]
    public void The_sooner_a_result_comes_the_fewer_are_infected() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { TestDelay = 24 }), Infections(s_traced));

    [Fact]
    public void The_sooner_notified_people_isolate_the_fewer_are_infected() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { IsolationDelay = 30, TestNotified = false }), Infections(s_traced with { TestNotified = false }));

    [Fact]
    public void The_longer_an_isolation_lasts_the_fewer_are_infected() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { IsolationTicks = 10 }), Infections(s_traced with { IsolationTicks = 60 }));

    [Fact]
    public void Tracing_contacts_spares_more_people_than_isolating_the_positive_alone() =>
        ShouldFall(Infections(s_outbreak), Infections(s_traced with { Tracing = TracingMode.None }), Infections(s_traced));

    [Fact]
    public void The_more_broadcasts_are_lost_the_more_people_are_infected() =>
        ShouldFall(Infections(s_traced with { BroadcastLoss = 1, Tracing = TracingMode.Private }), Infections(s_traced with { BroadcastLoss = 0.8, Tracing = TracingMode.Private }), Infections(s_traced with { Tracing = TracingMode.Private }));

    [Fact]
    public void Where_nobody_publishes_keys_private_tracing_notifies_nobody_and_central_tracing_does()
    {
        SimulationParameters silent = s_traced with { PublishShare = 0 };
        Run(silent with { Tracing = TracingMode.Private }, 3, 150).Interventions.Notified.ShouldBe(0);
        Run(silent, 3, 150).Interventions.Notified.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_tests_are_made_in_a_day_than_there_are(int capacity)
    {
        Crowd crowd = Begin(s_traced with { TestsPerDay = capacity, TicksPerDay = 10 }, 9);
        int before = 0, most = 0;
        for (int day = 0; day < 30; day++)
        {
            // Day 0 has the ticks 1 to 9, for tick 0 is the beginning.
            while (crowd.Tick < (day * 10) + 9) crowd.Step();
            most = Math.Max(most, crowd.Interventions.Tested - before);
            (crowd.Interventions.Tested - before).ShouldBeLessThanOrEqualTo(capacity);
            before = crowd.Interventions.Tested;
        }
        most.ShouldBe(capacity);
        crowd.Interventions.Waiting.ShouldBeInRange(1, 300);
    }

    [Fact]
    public void A_positive_result_comes_the_delay_after_the_test_and_nobody_is_notified_before()
    {
        var crowd = new Crowd(new Rules(s_traced with { TestDelay = 7, Incubation = 0, AsymptomaticShare = 0, InfectionProbability = 0, InfectionRadius = 50 }, 2));
        crowd.Add(infected: true, new Place(10, 10));
        crowd.Add(at: new Place(11, 10));
        for (int tick = 1; tick <= 7; tick++)
        {
            crowd.Step();
            (crowd.Interventions.Tested, crowd.Interventions.Positive, crowd.Interventions.Notified).ShouldBe((1, 0, 0));
        }
        crowd.Step();
        crowd.Positives.ToArray().ShouldBe([0]);
        (crowd.Interventions.Positive, crowd.Interventions.Notified).ShouldBe((1, 1));
        Notification told = crowd.Notifications.ToArray().ShouldHaveSingleItem();
        (told.Person, told.Source, told.Tick).ShouldBe((1, 0, 8));
    }

    [Fact]
    public void Nobody_is_notified_who_has_not_met_somebody_positive_within_the_ticks_that_are_traced()
    {
        foreach (TracingMode mode in (TracingMode[])[TracingMode.Central, TracingMode.Private])
        {
            SimulationParameters parameters = s_traced with { Tracing = mode, TracingTicks = 20, ExposureTicks = 2, ExposureDistance = 1.5, AppShare = 0.8 };
            Crowd crowd = Begin(parameters, 12);
            var met = new List<(int Tick, int One, int Other)>();
            int notified = 0;
            for (int tick = 1; tick <= 120; tick++)
            {
                crowd.Step();
                foreach (Contact contact in crowd.Contacts)
                {
                    if (contact.SquaredDistance > 1.5 * 1.5) continue;
                    met.Add((tick, contact.One, contact.Other));
                    met.Add((tick, contact.Other, contact.One));
                }
                int since = mode == TracingMode.Central ? tick - 19 : Math.Max(0, tick - 19) / 24 * 24;
                foreach (Notification told in crowd.Notifications)
                {
                    crowd.Positives.ToArray().ShouldContain(told.Source);
                    met.Where(m => m.Tick >= since && m.One == told.Person && m.Other == told.Source).GroupBy(m => mode == TracingMode.Private ? m.Tick / 24 : 0).Max(d => d.Count()).ShouldBe(told.Exposure);
                    told.Exposure.ShouldBeGreaterThanOrEqualTo(2);
                    notified++;
                }
            }
            notified.ShouldBeGreaterThan(20);
        }
    }

    [Fact]
    public void Isolated_people_stand_still_and_meet_nobody_unless_they_may()
    {
        foreach (bool meet in (bool[])[false, true])
        {
            Crowd crowd = Begin(s_traced with { IsolatedMeet = meet }, 4);
            PersonState[] before = crowd.People.ToArray();
            int isolated = 0, met = 0;
            for (int tick = 1; tick <= 150; tick++)
            {
                crowd.Step();
                int now = 0;
                for (int i = 0; i < before.Length; i++)
                {
                    if (!crowd.IsIsolated(i)) continue;
                    now++;
                    crowd.People[i].At.ShouldBe(before[i].At);
                }
                foreach (Contact contact in crowd.Contacts) met += crowd.IsIsolated(contact.One) || crowd.IsIsolated(contact.Other) ? 1 : 0;
                crowd.Interventions.Isolated.ShouldBe(now);
                isolated += now;
                before = crowd.People.ToArray();
            }
            isolated.ShouldBeGreaterThan(100);
            (met > 0).ShouldBe(meet);
        }
    }

    [Fact]
    public void An_isolation_begins_after_its_delay_and_lasts_as_long_as_it_is_to()
    {
        var crowd = new Crowd(new Rules(s_traced with { IsolationDelay = 3, IsolationTicks = 5, TestNotified = false, Incubation = 0, AsymptomaticShare = 0, InfectionProbability = 0, InfectionCooldown = 1, InfectionRadius = 50 }, 2));
        crowd.Add(infected: true, new Place(10, 10));
        crowd.Add(at: new Place(11, 10));
        var first = new List<int>();
        var other = new List<int>();
        for (int tick = 1; tick <= 20; tick++)
        {
            crowd.Step();
            if (crowd.IsIsolated(0)) first.Add(tick);
            if (crowd.IsIsolated(1)) other.Add(tick);
        }
        first.ShouldBe([2, 3, 4, 5, 6]);
        other.ShouldBe([5, 6, 7, 8, 9]);
    }

    [Fact]
    public void Who_gets_the_app_does_not_lose_it_when_more_people_get_it()
    {
        Crowd few = Begin(s_traced with { AppShare = 0.3 }, 4), many = Begin(s_traced with { AppShare = 0.7 }, 4);
        few.Step();
        many.Step();
        (few.Interventions.WithApp / 300.0).ShouldBe(0.3, 0.09);
        (many.Interventions.WithApp / 300.0).ShouldBe(0.7, 0.09);
        few.Change(many.Parameters);
        few.Step();
        few.Interventions.WithApp.ShouldBe(many.Interventions.WithApp);
    }

    [Fact]
    public void A_run_with_interventions_is_built_again_to_any_tick_and_continued()
    {
        var plan = new RunPlan { People = 200, Infected = 4, Seed = 6, Parameters = s_traced with { BroadcastLoss = 0.2, AppShare = 0.8, TestDelay = 3, TestsPerDay = 5 } };
        Crowd whole = plan.Begin(), continued = plan.At(60, cancel: Cancel);
        for (int tick = 1; tick <= 120; tick++)
        {
            plan.Step(whole);
            if (tick <= 60) continue;
            plan.Step(continued);
            continued.People.ToArray().ShouldBe(whole.People.ToArray());
            continued.Interventions.ShouldBe(whole.Interventions);
            continued.Notifications.ToArray().ShouldBe(whole.Notifications.ToArray());
        }
        whole.Interventions.Notified.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Tracing_that_begins_in_the_middle_of_a_run_spares_people_from_then_on()
    {
        var plan = new RunPlan { People = 300, Infected = 4, Seed = 6, Parameters = s_outbreak };
        int without = plan.At(300, cancel: Cancel).People.ToArray().Count(p => p.Health != Health.Susceptible);
        RunPlan branch = plan.Branch(30, s_traced);
        branch.At(30, cancel: Cancel).People.ToArray().ShouldBe(plan.At(30, cancel: Cancel).People.ToArray());
        branch.At(300, cancel: Cancel).People.ToArray().Count(p => p.Health != Health.Susceptible).ShouldBeLessThan(without * 3 / 4);
    }

    [Fact]
    public void Interventions_that_end_set_everybody_free()
    {
        Crowd crowd = Run(s_traced, 4, 60);
        crowd.Interventions.Isolated.ShouldBeGreaterThan(0);
        crowd.Change(s_outbreak);
        crowd.Step();
        crowd.Interventions.ShouldBe(default);
        Enumerable.Range(0, 300).ShouldAllBe(i => !crowd.IsIsolated(i));
    }

    private static Crowd Begin(SimulationParameters parameters, ulong seed) => new RunPlan { People = 300, Infected = 4, Seed = seed, Parameters = parameters }.Begin();

    private static Crowd Run(SimulationParameters parameters, ulong seed, int ticks) => new RunPlan { People = 300, Infected = 4, Seed = seed, Parameters = parameters }.At(ticks);

    private static string Story(SimulationParameters parameters, ulong seed)
    {
        Crowd crowd = Begin(parameters, seed);
        var told = new StringBuilder();
        for (int tick = 0; tick < 100; tick++)
        {
            told.Append(crowd.Step()).Append('\n');
            foreach (PersonState person in crowd.People) told.Append(person.At).Append(person.Health);
        }
        return told.ToString();
    }

    /// <summary>People infected in each of a number of runs, sampled over the same seeds.</summary>
    private static double[] Infections(SimulationParameters parameters) =>
        [.. Enumerable.Range(1, 40).Select(seed => (double)Run(parameters, (ulong)seed, 300).People.ToArray().Count(p => p.Health != Health.Susceptible))];

    /// <summary>Each mean is below the one before by more than three standard errors of the difference of the same seeds.</summary>
    private static void ShouldFall(params double[][] samples)
    {
        for (int i = 1; i < samples.Length; i++)
        {
            double[] difference = [.. samples[i - 1].Zip(samples[i], (before, after) => before - after)];
            double mean = difference.Average(), error = Math.Sqrt(difference.Sum(d => (d - mean) * (d - mean)) / (difference.Length - 1) / difference.Length);
            mean.ShouldBeGreaterThan(3 * error, $"means: {string.Join(", ", samples.Select(s => s.Average()))}");
        }
    }
}
