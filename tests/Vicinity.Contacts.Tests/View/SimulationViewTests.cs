namespace Vicinity.Contacts.Tests;

public sealed class SimulationViewTests
{
    private const long Start = 1_700_000_000_000;
    private static readonly Guid s_one = Guid.Parse("00000000-0000-4000-8000-000000000001"), s_two = Guid.Parse("00000000-0000-4000-8000-000000000002");

    private static PersonMessage Says(Guid person, int second, bool infected = false, bool alive = true, params Heard[] contacts) =>
        new() { Person = person, X = second, Y = 1, Infected = infected, Alive = alive, Time = Start + (second * 1000L), Contacts = contacts };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_view_of_a_crowd_by_its_reports_equals_the_crowd_also_when_each_report_comes_several_times(int times)
    {
        SimulationParameters parameters = new() { FieldWidth = 30, FieldHeight = 30, Lifetime = 50, Incubation = 3 };
        var crowd = new Crowd(new Rules(parameters, 5));
        var reports = new CrowdReports("a run", crowd);
        var view = new SimulationView("a run", new ContactsOptions { Parameters = parameters });
        var meetings = new MeetingLog(gap: 1);
        var infections = new List<(Guid, Guid?, int)>();
        var pictures = new List<(long Time, (Guid, double, double, Health)[] People, HealthCounts Counts)>();
        for (int i = 0; i < 60; i++) crowd.Add(infected: i < 3);
        for (int tick = 1; tick <= 70; tick++)
        {
            HealthCounts counts = crowd.Step();
            long time = Start + (tick * 1000);
            PersonMessage[] said = [.. reports.After(time)];
            for (int i = 0; i < times; i++)
            {
                foreach (PersonMessage message in said) view.Take(message).ShouldBeTrue();
            }
            view.Counts.ShouldBe(counts with { Tick = view.Counts.Tick });
            foreach (Contact contact in crowd.Contacts) meetings.TryAdd(contact.One, contact.Other, tick, contact.SquaredDistance);
            foreach (Infection infection in crowd.Infections) infections.Add((reports.IdOf(infection.Person), infection.Source < 0 ? null : reports.IdOf(infection.Source), infection.Tick));
            pictures.Add((time, [.. crowd.People.ToArray().Select((p, i) => (reports.IdOf(i), (double)p.At.X, (double)p.At.Y, p.Health)).Order()], counts));
        }

        foreach ((long time, (Guid, double, double, Health)[] people, HealthCounts counts) in pictures)
        {
            Moment moment = view.At(time + 300).ShouldNotBeNull();
            moment.People.Select(p => (p.Id, p.X, p.Y, p.Health)).Order().ShouldBe(people);
            (moment.Counts with { Tick = 0 }).ShouldBe(counts with { Tick = 0 });
        }
        (Guid, Guid, int, int)[] Told(MeetingLog log, Func<int, Guid> id) => [.. log.All.Select(m => (Least(id(m.One), id(m.Other)), Most(id(m.One), id(m.Other)), m.From, m.To)).Order()];
        view.Read((log, _, id) => Told(log, id)).ShouldBe(Told(meetings, reports.IdOf));
        view.Read((_, log, id) => log.All.Select(i => (id(i.Person), i.Source < 0 ? (Guid?)null : id(i.Source), i.Tick)).Order().ToArray())
            .ShouldBe([.. infections.Order()]);
        view.At(Start - 1).ShouldBeNull();
        view.People(since: 0, now: Start + 71_000).Count.ShouldBe(60);
        view.Timeline(0, long.MaxValue, 10).Count.ShouldBe(10);
        view.Timeline(0, long.MaxValue, 10)[^1].Counts.Dead.ShouldBe(60);
    }

    [Fact]
    public void What_has_changed_is_told_in_columns_with_each_id_once_and_lost_people_when_they_come_to_be_lost()
    {
        var view = new SimulationView("a run", new ContactsOptions { LostAfterMs = 10_000 });
        view.Take(Says(s_one, 1));
        view.Take(Says(s_two, 1, infected: true));

        (PeopleColumns first, long told) = view.Changed(0, Start + 2_000);
        first.Ids.ShouldBe([s_one, s_two]);
        first.Looks.ShouldBe([(int)Health.Susceptible + PeopleColumns.NewBit, (int)Health.Infected + PeopleColumns.NewBit]);
        first.Ages.ShouldBe([1_000, 1_000]);
        view.Take(Says(s_two, 3));
        (PeopleColumns second, told) = view.Changed(told, Start + 4_000);
        second.Numbers.ShouldBe([first.Numbers[1]]);
        second.Ids.ShouldBeEmpty();
        second.X.ShouldBe([3]);
        (PeopleColumns lost, told) = view.Changed(told, Start + 12_000);
        lost.Numbers.ShouldBe([first.Numbers[0]]);
        lost.Looks.ShouldBe([(int)Health.Susceptible + PeopleColumns.LostBit]);
        view.Changed(told, Start + 12_500).People.Numbers.ShouldBeEmpty();
        view.Changed(0, Start + 12_500).People.Ids.ShouldBe([s_one, s_two]);
    }

    [Fact]
    public void A_log_that_is_read_partition_by_partition_tells_the_same_as_one_that_is_read_in_order()
    {
        SimulationParameters parameters = new() { FieldWidth = 25, FieldHeight = 25, Lifetime = 80 };
        var crowd = new Crowd(new Rules(parameters, 11));
        var reports = new CrowdReports("a run", crowd);
        for (int i = 0; i < 60; i++) crowd.Add(infected: i < 3);
        var said = new List<PersonMessage>();
        for (int tick = 1; tick <= 80; tick++)
        {
            crowd.Step();
            said.AddRange(reports.After(Start + (tick * 1000)));
        }
        SimulationView Read(IEnumerable<PersonMessage> messages)
        {
            var view = new SimulationView("a run", new ContactsOptions { Parameters = parameters });
            foreach (PersonMessage message in messages) view.Take(message);
            return view;
        }
        static object Told(SimulationView view) => view.Read((meetings, infections, id) => string.Join('\n', [
            .. meetings.All.Select(m => $"{Least(id(m.One), id(m.Other))} {Most(id(m.One), id(m.Other))} {m.From} {m.To} {m.Closest}").Order(StringComparer.Ordinal),
            .. infections.All.Select((i, n) => $"{id(i.Person)} {(i.Source < 0 ? null : id(i.Source))} {i.Tick} {infections.SecondaryCases(n)}").Order(StringComparer.Ordinal)]));
        SimulationView inOrder = Read(said), byPartition = Read(said.GroupBy(m => m.Person.GetHashCode() & 3).SelectMany(g => g));

        byPartition.Timeline(0, long.MaxValue, 1000).ShouldBe(inOrder.Timeline(0, long.MaxValue, 1000));
        inOrder.Timeline(0, long.MaxValue, 1000).Count.ShouldBe(80);
        Told(byPartition).ShouldBe(Told(inOrder));
        for (int tick = 1; tick <= 80; tick += 13)
        {
            long time = Start + (tick * 1000) + 1;
            byPartition.At(time)!.People.OrderBy(p => p.Id).ShouldBe(inOrder.At(time)!.People.OrderBy(p => p.Id));
        }
    }

    [Fact]
    public void The_curves_of_forgotten_ticks_still_count_in_later_ones()
    {
        var view = new SimulationView("live", new ContactsOptions { MostTimelinePoints = 100 });
        view.Take(Says(s_one, 1));
        for (int second = 2; second <= 350; second++) view.Take(Says(s_two, second, infected: second >= 5));

        IReadOnlyList<TimelinePoint> points = view.Timeline(0, long.MaxValue, 1000);
        points.Count.ShouldBeInRange(50, 100);
        points.ShouldAllBe(p => p.Counts.Susceptible == 1 && p.Counts.Infected == 1);
        view.Timeline(0, long.MaxValue, 7).Select(p => p.Time).ShouldBe(points.Where((_, i) => Enumerable.Range(0, 7).Any(n => i == n * (points.Count - 1) / 6)).Select(p => p.Time));
    }

    [Fact]
    public void Two_ticks_in_the_same_millisecond_are_both_told()
    {
        var view = new SimulationView("fast", new ContactsOptions());
        view.Take(Says(s_one, 1) with { Tick = 1 });
        view.Take(Says(s_one, 1, infected: true) with { Tick = 2, X = 9 });
        view.Timeline(0, long.MaxValue, 10).Select(p => (p.Counts.Tick, p.Counts.Infected)).ShouldBe([(1, 0), (2, 1)]);
        view.People(0, Start).Single().X.ShouldBe(9);
    }

    [Fact]
    public void Who_falls_silent_without_a_last_message_is_lost_and_who_says_a_last_one_is_dead()
    {
        var view = new SimulationView("live", new ContactsOptions());
        view.Take(Says(s_one, 1));
        view.Take(Says(s_two, 1));
        view.Take(Says(s_two, 2, infected: true, alive: false));

        view.People(0, Start + 5_000).Select(p => (p.Id, p.Lost, p.Health, p.DiedInfected)).ShouldBe([(s_one, false, Health.Susceptible, false), (s_two, false, Health.Dead, true)]);
        view.People(0, Start + 20_000).Select(p => (p.Id, p.Lost)).ShouldBe([(s_one, true), (s_two, false)]);
        view.Counts.ShouldBe(view.Counts with { Susceptible = 1, Dead = 1, DeadInfected = 1 });
    }

    [Fact]
    public void Who_has_left_is_not_lost_and_is_not_shown_at_later_moments_until_it_comes_again()
    {
        var view = new SimulationView("a recording", new ContactsOptions());
        view.Take(Says(s_one, 1));
        view.Take(Says(s_two, 1));
        view.Take(Says(s_two, 3) with { Left = true });
        view.Take(Says(s_one, 4));

        view.At(Start + 2_000)!.People.Count.ShouldBe(2);
        view.At(Start + 4_000)!.People.Select(p => p.Id).ShouldBe([s_one]);
        view.People(0, Start + 60_000).Select(p => (p.Id, p.Left, p.Lost)).ShouldBe([(s_one, false, true), (s_two, true, false)]);
        (PeopleColumns all, _) = view.Changed(0, Start + 60_000);
        all.Looks.Select(l => l & (PeopleColumns.LeftBit + PeopleColumns.LostBit)).ShouldBe([PeopleColumns.LostBit, PeopleColumns.LeftBit]);
        view.Take(Says(s_two, 60));
        view.People(0, Start + 60_000)[1].Left.ShouldBeFalse();
    }

    [Fact]
    public void Who_isolates_is_told_now_and_at_moments_of_the_past()
    {
        var view = new SimulationView("a run", new ContactsOptions());
        view.Take(Says(s_one, 1) with { Isolated = true });
        view.Take(Says(s_one, 2) with { Isolated = false });
        view.At(Start + 1_500)!.People.Single().Isolated.ShouldBeTrue();
        view.At(Start + 2_500)!.People.Single().Isolated.ShouldBeFalse();
        view.Take(Says(s_one, 3) with { Isolated = true });
        view.People(0, Start).Single().Isolated.ShouldBeTrue();
        (view.Changed(0, Start).People.Looks[0] & PeopleColumns.IsolatedBit).ShouldBe(PeopleColumns.IsolatedBit);
    }

    [Theory]
    [InlineData(Health.Immune, true)]
    [InlineData(Health.Dead, false)]
    public void An_infection_that_came_and_went_while_its_device_could_not_report_is_known_with_its_source(Health now, bool alive)
    {
        var view = new SimulationView("a run", new ContactsOptions());
        view.Take(Says(s_two, 1, infected: true));
        view.Take(Says(s_one, 1));
        PersonMessage report = Says(s_one, 60, alive: alive) with { Health = now, InfectedBy = s_two };
        view.Take(report);
        view.Take(report);

        view.Read((_, log, id) => log.All.Where(i => i.Source >= 0).Select(i => (id(i.Person), id(i.Source))).ToArray()).ShouldBe([(s_one, s_two)]);
    }

    [Fact]
    public void The_likely_source_of_a_device_that_names_none_is_the_nearest_infected_one_that_it_heard()
    {
        Guid three = Guid.Parse("00000000-0000-4000-8000-000000000003");
        var view = new SimulationView("live", new ContactsOptions());
        view.Take(Says(s_two, 1, infected: true));
        view.Take(Says(three, 1, infected: true));
        view.Take(Says(s_one, 1));
        view.Take(Says(s_one, 3, infected: true, alive: true, new Heard(s_two, Start + 2_900, 1.5), new Heard(three, Start + 2_800, 0.5, true)));

        view.Read((_, infections, id) => infections.All.Select(i => (id(i.Person), i.Source < 0 ? Guid.Empty : id(i.Source))).ToArray())
            .ShouldBe([(s_two, Guid.Empty), (three, Guid.Empty), (s_one, three)]);
        view.ExposuresOf(s_one)!.Select(e => (e.To, e.Closest)).Order().ShouldBe([(s_two, 1.5), (three, 0.5)]);
        view.ExposuresOf(Guid.NewGuid()).ShouldBeNull();
    }

    [Fact]
    public void Contacts_of_an_outage_are_taken_in_when_they_come_and_those_of_long_ago_are_counted()
    {
        var view = new SimulationView("live", new ContactsOptions());
        view.Take(Says(s_one, 100));
        view.Take(Says(s_two, 101, false, true, [new Heard(s_one, Start + 101_000)]));
        view.Take(Says(s_one, 130, false, true, [.. Enumerable.Range(102, 20).Select(s => new Heard(s_two, Start + (s * 1000L))), new Heard(s_two, Start + 125_000), new Heard(s_two, Start - 90_000_000)]));
        view.Take(Says(s_two, 131, false, true, [.. Enumerable.Range(102, 20).Select(s => new Heard(s_one, Start + (s * 1000L)))]));

        view.Read((meetings, _, _) => meetings.All.OrderBy(m => m.From).Select(m => m.Ticks).ToArray()).ShouldBe([21, 1]);
        view.TooOld.ShouldBe(1);
    }

    [Fact]
    public void Ticks_of_devices_begin_near_0_and_the_first_infection_at_0()
    {
        SimulationView view = Read([Says(s_one, 1, infected: true), Says(s_two, 1), Says(s_two, 3, true, true, new Heard(s_one, Start + 2_900, 1))]);

        view.Counts.Tick.ShouldBe(3);
        view.Timeline(0, long.MaxValue, 10).Select(p => p.Counts.Tick).ShouldBe([1, 3]);
        view.Infections(0, 10).Infections.Select(i => i.Tick).ShouldBe([0, 3]);
        view.Meetings().Select(m => (m.FromTick, m.ToTick)).ShouldBe([(2, 2)]);
        view.At(Start + 1_500)!.Tick.ShouldBe(1);
        view.TraceOf(s_one, backward: false, 3, tick: 0, infectious: 10, limit: 10)!.Steps.Select(s => (s.Person, s.Earliest)).ShouldBe([(s_one, 0), (s_two, 2)]);
    }

    [Theory]
    [InlineData(-3 * 365)]
    [InlineData(-40)]
    [InlineData(-20_000)]
    public void A_clock_that_is_far_behind_changes_nothing_of_what_others_say_whoever_is_heard_first(int days)
    {
        Guid liar = Guid.Parse("00000000-0000-4000-8000-0000000000ff");
        PersonMessage lie = new() { Person = liar, X = 1, Y = 1, Infected = true, Time = Math.Max(0, Start + (days * 86_400_000L)) };
        List<PersonMessage> said = [.. Enumerable.Range(1, 20).SelectMany(s => new[] { Says(s_one, s, infected: true), Says(s_two, s, s > 5, true, new Heard(s_one, Start + (s * 1000L), 1)) })];
        static object Told(SimulationView view) => (
            view.Range, view.Heard, view.Counts.Tick, string.Join('\n', view.Timeline(0, long.MaxValue, 100)), string.Join('\n', view.Infections(0, 10).Infections.Order()), string.Join('\n', view.Meetings()));

        SimulationView last = Read([.. said, lie]), first = Read([lie, .. said]), honest = Read(said);

        Told(first).ShouldBe(Told(last));
        (first.Range, first.Heard, first.Counts.Tick).ShouldBe((honest.Range, honest.Heard, honest.Counts.Tick));
        first.Timeline(0, long.MaxValue, 100).Select(p => (p.Time, p.Counts.Tick)).ShouldBe(honest.Timeline(0, long.MaxValue, 100).Select(p => (p.Time, p.Counts.Tick)));
        first.Meetings().ShouldBe(honest.Meetings());
    }

    [Fact]
    public void A_simulation_that_goes_on_for_days_begins_where_its_first_person_did()
    {
        const int Hours = 100;
        PersonMessage[] said = [.. Enumerable.Range(0, Hours).Select(h => Says(new Guid(h + 1, 0, 0, new byte[8]), h * 3600))];
        SimulationView view = Read(said.Reverse());

        view.Heard.ShouldBe((Start, Start + ((Hours - 1) * 3_600_000L)));
        view.Counts.Tick.ShouldBe(((Hours - 1) * 3600) + 1);
        view.Forget(said[0].Person);
        view.Heard!.Value.First.ShouldBe(Start + 3_600_000);
    }

    private static SimulationView Read(IEnumerable<PersonMessage> messages)
    {
        var view = new SimulationView("live", new ContactsOptions());
        foreach (PersonMessage message in messages) view.Take(message).ShouldBeTrue();
        return view;
    }

    [Fact]
    public void A_person_too_many_is_refused_and_costs_nobody_else()
    {
        var view = new SimulationView("live", new ContactsOptions { MostPeople = 1 });
        view.Take(Says(s_one, 1)).ShouldBeTrue();
        view.Take(Says(s_two, 1)).ShouldBeFalse();
        view.Take(Says(s_one, 2, contacts: new Heard(s_two, Start))).ShouldBeTrue();
        view.People(0, Start).Count.ShouldBe(1);
    }

    [Fact]
    public void The_oldest_places_are_forgotten_when_there_are_too_many()
    {
        var view = new SimulationView("live", new ContactsOptions { MostFixes = 100 });
        for (int second = 0; second < 500; second++)
        {
            view.Take(Says(s_one, second));
            view.Take(Says(s_two, second));
        }
        view.Range.ShouldBe((Start + 450_000, Start + 499_000));
        view.At(Start + 449_000).ShouldBeNull();
        view.At(Start + 470_000)!.People.Count.ShouldBe(2);
    }

    [Fact]
    public void What_comes_late_does_not_bring_forgotten_places_back()
    {
        var view = new SimulationView("live", new ContactsOptions { MostFixes = 100 });
        for (int second = 0; second < 1124; second++) view.Take(Says(s_one, second));
        (long From, long To) kept = view.Range.ShouldNotBeNull();

        view.Take(Says(s_two, 10)).ShouldBeTrue();

        view.Range.ShouldBe(kept);
        view.At(kept.From - 1).ShouldBeNull();
    }

    private static Guid Least(Guid a, Guid b) => a.CompareTo(b) < 0 ? a : b;

    private static Guid Most(Guid a, Guid b) => a.CompareTo(b) < 0 ? b : a;
}
