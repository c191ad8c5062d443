namespace Vicinity.Contacts.Tests;

public sealed class PrivacyPriceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly RunPlan s_plan = new()
    {
        People = 300,
        Infected = 4,
        Seed = 3,
        Parameters = new()
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
            AppShare = 0.8,
            TestsPerDay = 30,
            TracingTicks = 30,
            IsolationTicks = 40,
        },
    };

    [Fact]
    public void The_same_run_is_compared_in_three_modes()
    {
        IReadOnlyList<PrivacyMode> modes = PrivacyPrice.Of(s_plan, 200, cancel: Cancel);
        modes.Select(m => m.Mode).ShouldBe([TracingMode.None, TracingMode.Central, TracingMode.Private]);
        (modes[0].Averted, modes[0].Notified, modes[0].FalselyNotified).ShouldBe((0, 0, 0));
        modes[0].Missed.ShouldBe(modes[0].Exposed);
        modes[0].Infections.ShouldBe(s_plan.Branch(0, s_plan.Parameters with { Tracing = TracingMode.None }).At(200, cancel: Cancel).People.ToArray().Count(p => p.Health != Health.Susceptible));
        foreach (PrivacyMode mode in modes)
        {
            mode.Averted.ShouldBe(modes[0].Infections - mode.Infections);
            (mode.Exposed - mode.Missed).ShouldBe(mode.Notified - mode.FalselyNotified, "both are the people who were rightly told");
            mode.Knows.ShouldNotBeEmpty();
            mode.DoesNotKnow.ShouldNotBeEmpty();
        }
        modes[1].Averted.ShouldBeGreaterThan(0);
        modes[2].Averted.ShouldBeGreaterThan(0);
        PrivacyPrice.Of(s_plan, 200, cancel: Cancel).ShouldBe(modes);
    }

    [Fact]
    public void Several_runs_are_the_sum_of_those_with_the_seeds_that_follow()
    {
        IReadOnlyList<PrivacyMode>[] single = [.. Enumerable.Range(0, 3).Select(i => PrivacyPrice.Of(s_plan with { Seed = 3 + (ulong)i }, 120))];
        IReadOnlyList<PrivacyMode> all = PrivacyPrice.Of(s_plan, 120, 3, cancel: Cancel);
        for (int i = 0; i < 3; i++)
        {
            all[i].Infections.ShouldBe(single.Sum(s => s[i].Infections));
            all[i].Averted.ShouldBe(single.Sum(s => s[i].Averted));
            all[i].FalselyNotified.ShouldBe(single.Sum(s => s[i].FalselyNotified));
            all[i].Missed.ShouldBe(single.Sum(s => s[i].Missed));
        }
    }

    [Fact]
    public void Where_all_have_the_app_and_nothing_is_lost_central_tracing_misses_nobody()
    {
        PrivacyMode central = PrivacyPrice.Of(With(s_plan.Parameters with { AppShare = 1, IsolationCompliance = 0 }), 200, cancel: Cancel)[1];
        central.Missed.ShouldBe(0);
        central.Exposed.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Contacts_from_before_the_infection_make_false_notifications_and_keys_of_whole_days_make_more()
    {
        // Nobody infects anybody, so all modes see the same contacts but for who isolates; nobody complies, so nobody does.
        IReadOnlyList<PrivacyMode> modes = PrivacyPrice.Of(With(s_plan.Parameters with { IsolationCompliance = 0, TicksPerDay = 60, TestNotified = false }), 200, cancel: Cancel);
        modes[2].FalselyNotified.ShouldBeGreaterThan(modes[1].FalselyNotified);
        modes[1].FalselyNotified.ShouldBeGreaterThan(0);
        modes[2].Infections.ShouldBe(modes[0].Infections);
    }

    [Fact]
    public void Without_tracing_back_beyond_the_infection_nobody_is_falsely_notified_centrally()
    {
        PrivacyMode central = PrivacyPrice.Of(With(s_plan.Parameters with { AppShare = 1, TracingTicks = 1, TestNotified = false }), 150, cancel: Cancel)[1];
        (central.FalselyNotified, central.Notified > 0).ShouldBe((0, true));
    }

    [Fact]
    public void What_private_tracing_misses_grows_with_the_share_of_keys_that_are_not_published()
    {
        int Missed(double share) => PrivacyPrice.Of(With(s_plan.Parameters with { AppShare = 1, IsolationCompliance = 0, PublishShare = share }), 150)[2].Missed;
        Missed(1).ShouldBeLessThan(Missed(0.5));
        Missed(0.5).ShouldBeLessThan(Missed(0));
    }

    [Fact]
    public void Lost_broadcasts_cost_private_tracing_more_than_central_tracing_which_hears_of_a_contact_twice()
    {
        IReadOnlyList<PrivacyMode> modes = PrivacyPrice.Of(With(s_plan.Parameters with { AppShare = 1, IsolationCompliance = 0, BroadcastLoss = 0.6 }), 150, cancel: Cancel);
        modes[2].Missed.ShouldBeGreaterThan(modes[1].Missed);
        modes[1].Missed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_comparison_without_app_or_tests_or_of_too_much_is_refused_with_the_reason()
    {
        PrivacyPrice.Problems(With(new()), 100).ShouldHaveSingleItem().ShouldContain("app_share or tests_per_day is 0");
        PrivacyPrice.Problems(s_plan, 0).ShouldHaveSingleItem().ShouldStartWith("ticks is 0");
        PrivacyPrice.Problems(s_plan, 100, 0).ShouldHaveSingleItem().ShouldStartWith("runs is 0");
        PrivacyPrice.Problems(s_plan, 1_000_000).ShouldHaveSingleItem().ShouldContain("compare fewer runs, people or ticks");
        PrivacyPrice.Problems(With(s_plan.Parameters with { FieldWidth = 1, FieldHeight = 1 }) with { People = 10_000 }, 100).ShouldHaveSingleItem().ShouldContain("those near each");
        Should.Throw<ArgumentException>(() => PrivacyPrice.Of(With(new()), 100));
    }

    [Fact]
    public void A_comparison_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => PrivacyPrice.Of(s_plan, 200, 1, cancel.Token));
    }

    private static RunPlan With(SimulationParameters parameters) => s_plan with { Parameters = parameters };
}
