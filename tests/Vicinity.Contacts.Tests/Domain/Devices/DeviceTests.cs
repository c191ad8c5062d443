namespace Vicinity.Contacts.Tests;

/// <summary>The device of one person, without clock and sockets.</summary>
public sealed class DeviceTests
{
    private const long Now = 1_700_000_000_000;
    private static readonly Guid s_one = new("11111111-1111-4111-8111-111111111111"), s_other = new("22222222-2222-4222-8222-222222222222"), s_third = new("33333333-3333-4333-8333-333333333333");

    private static Device Make(SimulationParameters? parameters = null, DeviceLimits? limits = null, bool infected = false, Place? at = null, string? simulation = null) =>
        new(s_one, new Rules(parameters ?? new SimulationParameters(), 7), limits ?? new DeviceLimits(), infected, at ?? new Place(50, 50), simulation);

    private static PersonMessage Message(Guid who, double x, double y, bool infected = false, bool alive = true, string? simulation = null) =>
        new() { Person = who, X = x, Y = y, Infected = infected, Alive = alive, Time = Now, Simulation = simulation };

    [Theory]
    [InlineData(52, 50, Hearing.Contact)]
    [InlineData(50, 48, Hearing.Contact)]
    [InlineData(51, 51, Hearing.Contact)]
    [InlineData(52, 51, Hearing.OutOfRange)]
    [InlineData(52.001, 50, Hearing.OutOfRange)]
    public void Who_is_within_the_radius_is_a_contact_and_the_radius_itself_counts(double x, double y, Hearing expected)
    {
        Device device = Make();

        device.Hear(Message(s_other, x, y), Now).ShouldBe(expected);

        device.Contacts.ShouldBe(expected == Hearing.Contact ? 1 : 0);
    }

    [Fact]
    public void Of_one_neighbour_the_latest_message_of_a_tick_is_reported()
    {
        Device device = Make();
        device.Hear(Message(s_other, 52, 50), Now);
        device.Hear(Message(s_third, 50, 50), Now + 1);
        device.Hear(Message(s_other, 51, 50), Now + 400);
        device.Tick();

        device.Report(Now + 1000).Contacts.ShouldBe([new Heard(s_other, Now + 400, 1, false), new Heard(s_third, Now + 1, 0, false)]);

        device.Tick();
        device.Report(Now + 2000).Contacts.ShouldBeEmpty("each contact is reported once");
        device.Contacts.ShouldBe(2);
    }

    [Fact]
    public void Who_hears_an_infected_one_is_infected_at_once_stands_still_is_then_immune_and_then_susceptible_again()
    {
        Device device = Make(new SimulationParameters { Lifetime = 0 });
        device.Hear(Message(s_other, 51, 50, infected: true), Now).ShouldBe(Hearing.Contact);

        PersonMessage report = device.Report(Now);
        (report.Infected, report.Health, report.InfectedBy).ShouldBe((true, Health.Infected, s_other));
        device.Report(Now).InfectedBy.ShouldBeNull("the source is told once");

        var states = new List<Health>();
        for (int tick = 0; tick < 33; tick++)
        {
            Place before = device.State.At;
            device.Tick();
            states.Add(device.State.Health);
            if (states.Count <= 16) device.State.At.ShouldBe(before, "infected people stand still");
            // An infected neighbour all the time changes nothing while the person is infected or immune.
            if (states.Count < 32) device.Hear(Message(s_other, device.State.At.X, device.State.At.Y, infected: true), Now);
        }
        states.ShouldBe([.. Enumerable.Repeat(Health.Infected, 15), .. Enumerable.Repeat(Health.Immune, 16), Health.Susceptible, Health.Susceptible]);
    }

    [Fact]
    public void A_person_dies_at_the_end_of_its_life_and_its_last_report_says_so_with_the_contacts_that_are_left()
    {
        Device device = Make(new SimulationParameters { Lifetime = 3 }, infected: true);
        device.Tick();
        device.Tick();
        device.Hear(Message(s_other, 50, 50), Now).ShouldBe(Hearing.Contact);
        device.Tick();

        PersonMessage last = device.Report(Now);
        (last.Alive, last.Infected, last.Health, last.Contacts.Count).ShouldBe((false, true, Health.Dead, 1));
        device.Hear(Message(s_other, 50, 50), Now).ShouldBe(Hearing.NotAlive);
        device.Tick();
        device.Ticks.ShouldBe(3);
    }

    [Fact]
    public void A_person_who_is_asked_to_leave_says_its_last_word_with_the_contacts_of_the_tick_that_goes_on()
    {
        Device device = Make();
        device.Hear(Message(s_other, 50, 50), Now);
        device.End();

        PersonMessage last = device.Report(Now);
        (last.Alive, last.Infected, last.Contacts.Count).ShouldBe((false, false, 1));
    }

    [Fact]
    public void What_is_not_for_this_device_is_no_contact()
    {
        Device device = Make(simulation: "mine");
        device.Hear(Message(s_one, 50, 50, infected: true), Now).ShouldBe(Hearing.Own);
        device.Hear(Message(s_other, 50, 50, infected: true, alive: false), Now).ShouldBe(Hearing.NotAlive);
        device.Hear(Message(s_other, 50, 50, infected: true, simulation: "another"), Now).ShouldBe(Hearing.OtherSimulation);
        (device.Contacts, device.State.Health).ShouldBe((0, Health.Susceptible));

        device.Hear(Message(s_other, 50, 50), Now).ShouldBe(Hearing.Contact, "the original program names no simulation");
        device.Hear(Message(s_third, 50, 50, simulation: "mine"), Now).ShouldBe(Hearing.Contact);
    }

    [Fact]
    public void Contacts_are_kept_while_nothing_can_be_reported_and_movements_are_not()
    {
        Device device = Make(new SimulationParameters { Lifetime = 0 }, new DeviceLimits { PerReport = 40 });
        for (int tick = 0; tick < 100; tick++)
        {
            device.Hear(Message(s_other, device.State.At.X, device.State.At.Y), Now + (tick * 1000));
            device.Tick();
        }

        device.Kept.ShouldBe(100);
        PersonMessage[] reports = [device.Report(Now), device.Report(Now), device.Report(Now), device.Report(Now)];
        reports.Select(r => r.Contacts.Count).ShouldBe([40, 40, 20, 0]);
        reports.SelectMany(r => r.Contacts).Select(c => c.Time).ShouldBe(Enumerable.Range(0, 100).Select(t => Now + (t * 1000L)), "each once, the oldest first");
        reports.Select(r => (r.X, r.Y)).Distinct().ShouldBe([((double)device.State.At.X, (double)device.State.At.Y)]);
    }

    [Fact]
    public void Contacts_of_a_report_that_was_not_stored_come_again_before_the_later_ones()
    {
        Device device = Make();
        device.Hear(Message(s_other, 50, 50, infected: true), Now);
        device.Tick();
        PersonMessage failed = device.Report(Now);
        device.Hear(Message(s_other, 50, 50), Now + 1000);
        device.Tick();
        device.Restore(failed);

        PersonMessage report = device.Report(Now + 2000);
        report.Contacts.Select(c => c.Time).ShouldBe([Now, Now + 1000]);
        report.InfectedBy.ShouldBe(s_other);
    }

    [Fact]
    public void The_oldest_contacts_beyond_the_bound_are_forgotten_and_counted()
    {
        Device device = Make(new SimulationParameters { Lifetime = 0 }, new DeviceLimits { Kept = 10, Neighbours = 3, PerReport = 100 });
        for (int tick = 0; tick < 5; tick++)
        {
            device.Hear(Message(s_other, device.State.At.X, device.State.At.Y), Now + tick);
            device.Hear(Message(s_third, device.State.At.X, device.State.At.Y), Now + tick);
            device.Hear(Message(Guid.NewGuid(), device.State.At.X, device.State.At.Y), Now + tick);
            device.Tick();
        }

        (device.Kept, device.Forgotten, device.Contacts).ShouldBe((10, 5, 15));
        PersonMessage report = device.Report(Now);
        report.Contacts.Count.ShouldBe(10);
        report.Contacts[^1].Time.ShouldBe(Now + 4);
        device.Restore(report);
        device.Kept.ShouldBe(10);
    }

    [Fact]
    public void Ids_by_the_thousand_do_not_grow_the_table_beyond_its_bound()
    {
        Device device = Make(limits: new DeviceLimits { Neighbours = 100 });
        int refused = Enumerable.Range(0, 10_000).Count(_ => device.Hear(Message(Guid.NewGuid(), 50, 50), Now) == Hearing.TooManyNeighbours);

        (refused, device.Contacts).ShouldBe((9_900, 100));
        device.Tick();
        device.Hear(Message(s_other, device.State.At.X, device.State.At.Y), Now).ShouldBe(Hearing.Contact, "the next tick has room again");
    }

    [Fact]
    public void A_person_keeps_away_from_the_nearest_infected_one_that_it_hears()
    {
        var parameters = new SimulationParameters { AvoidanceRadius = 20, InfectionRadius = 1 };
        Device device = Make(parameters);
        device.Hear(Message(s_other, 50, 45, infected: true), Now).ShouldBe(Hearing.OutOfRange);
        device.Hear(Message(s_third, 40, 50, infected: true), Now);
        device.Tick();
        device.State.At.ShouldBe(new Place(50, 51));
    }

    [Fact]
    public void The_same_id_seed_and_messages_give_the_same_life()
    {
        static List<PersonMessage> Live()
        {
            Device device = Make(new SimulationParameters { InfectionProbability = 0.2, AsymptomaticShare = 0.5, Incubation = 3 });
            var said = new List<PersonMessage>();
            for (int tick = 0; tick < 120; tick++)
            {
                device.Hear(Message(s_other, device.State.At.X, device.State.At.Y + 1, infected: tick % 7 == 0), Now + tick);
                device.Tick();
                said.Add(device.Report(Now + tick) with { Contacts = [] });
            }
            return said;
        }
        Live().ShouldBe(Live());
    }

    /// <summary>The clocks of real devices differ by part of a tick; where all of them move before any of them speaks, they are a crowd, rule by rule.</summary>
    [Fact]
    public void Devices_that_tick_together_meet_whom_a_search_over_all_pairs_finds_and_spread_the_infection_by_the_same_rules()
    {
        var parameters = new SimulationParameters { FieldWidth = 20, FieldHeight = 20, Lifetime = 0 };
        var rules = new Rules(parameters, 5);
        Device[] devices = [.. Enumerable.Range(1, 30).Select(i => new Device(new Guid(i, 0, 0, new byte[8]), rules, new DeviceLimits(), infected: i == 1))];
        int infections = 0;
        for (int tick = 0; tick < 200; tick++)
        {
            foreach (Device device in devices) device.Tick();
            PersonMessage[] said = [.. devices.Select(d => d.Broadcast(Now + tick))];
            long before = devices.Sum(d => d.Contacts);
            bool[] susceptible = [.. devices.Select(d => d.State.Health == Health.Susceptible)];
            foreach (Device device in devices)
                foreach (PersonMessage message in said) device.Hear(message, Now + tick);
            int pairs = 0;
            for (int one = 0; one < devices.Length; one++)
            {
                bool meetsInfected = false;
                for (int other = 0; other < devices.Length; other++)
                {
                    if (one == other || devices[one].State.At.SquaredDistanceTo(devices[other].State.At) > 4) continue;
                    pairs++;
                    meetsInfected |= said[other].Infected;
                }
                bool infected = susceptible[one] && devices[one].State.Health == Health.Infected;
                infected.ShouldBe(susceptible[one] && meetsInfected);
                infections += infected ? 1 : 0;
            }
            (devices.Sum(d => d.Contacts) - before).ShouldBe(pairs);
        }
        infections.ShouldBeGreaterThan(20);
    }
}
