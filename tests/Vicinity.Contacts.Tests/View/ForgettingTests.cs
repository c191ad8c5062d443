using System.Buffers;

namespace Vicinity.Contacts.Tests;

/// <summary>What a view no longer tells once people were erased, or their time is over.</summary>
public sealed class ForgettingTests
{
    private const long Start = 1_800_000_000_000;
    private static readonly Guid s_ann = new("00000000-0000-0000-0000-0000000000a1"), s_ben = new("00000000-0000-0000-0000-0000000000b2"), s_cleo = new("00000000-0000-0000-0000-0000000000c3");

    [Fact]
    public void Nothing_is_left_of_an_erased_person_and_what_others_did_without_it_stays()
    {
        SimulationView view = View();
        view.Forget(s_ben).ShouldBeTrue();
        view.Forget(s_ben).ShouldBeFalse();

        view.People(-1, Start + 60_000).Select(p => p.Id).ShouldBe([s_ann, s_cleo]);
        view.At(Start + 2_000)!.People.Select(p => p.Id).ShouldBe([s_ann, s_cleo], ignoreOrder: true);
        view.ExposuresOf(s_ben).ShouldBeNull();
        view.TraceOf(s_ben, false, 3, null, 30, 100).ShouldBeNull();
        view.Read((meetings, infections, id) => meetings.All.Select(m => (id(m.One), id(m.Other))).ToList()).ShouldBe([(s_ann, s_cleo)]);
        view.Read((meetings, infections, id) => infections.All.Select(i => (id(i.Person), i.Source)).ToList()).ShouldBe([(s_ann, -1), (s_cleo, -1)], "who infected Cleo is not told any more");
        view.Counts.All.ShouldBe(2);
        view.Timeline(0, long.MaxValue, 100)[^1].Counts.All.ShouldBe(2);
    }

    [Fact]
    public void An_export_tells_states_contacts_and_infections_and_is_empty_after_the_erasure()
    {
        SimulationView view = View();
        var states = new List<PersonalState>();
        var contacts = new List<PersonalContact>();
        var infections = new List<PersonalInfection>();
        view.Export(s_ben, states, contacts, infections);
        states.Single().Health.ShouldBe("infected");
        contacts.Select(c => c.Other).ShouldBe([s_ann, s_cleo], ignoreOrder: true);
        infections.Select(i => (i.Person, i.Source)).ShouldBe([(s_ben, (Guid?)s_ann), (s_cleo, (Guid?)s_ben)]);

        view.Forget(s_ben);
        (states, contacts, infections) = ([], [], []);
        view.Export(s_ben, states, contacts, infections);
        (states.Count + contacts.Count + infections.Count).ShouldBe(0);
    }

    [Fact]
    public void Reports_lose_erased_people_also_where_they_tell_of_them()
    {
        var erased = new ErasedPeople();
        PersonMessage report = Report(s_cleo, 3, Health.Infected, s_ben, s_ann, s_ben);
        erased.Without(report).ShouldBeSameAs(report);
        erased.Add(s_ben).ShouldBeTrue();
        erased.Add(s_ben).ShouldBeFalse();
        erased.Without(Report(s_ben, 1, Health.Infected, null)).ShouldBeNull();
        PersonMessage left = erased.Without(report).ShouldNotBeNull();
        left.InfectedBy.ShouldBeNull();
        left.Contacts.Select(c => c.Person).ShouldBe([s_ann]);
    }

    [Fact]
    public void An_erased_person_of_a_crowd_is_left_out_of_its_frames()
    {
        var erased = new ErasedPeople();
        var simulations = new SimulationList(new ContactsOptions(), erased: erased);
        var crowd = new Crowd(new Rules(new SimulationParameters { FieldWidth = 10, FieldHeight = 10 }, 1));
        for (int i = 0; i < 20; i++) crowd.Add(infected: i < 3);
        Guid before = PersonIds.Of("run", 5), meanwhile = PersonIds.Of("run", 6);
        erased.Add(before);
        var frames = new CrowdFrames("run", crowd);
        foreach (CrowdFrame frame in FramesOf(crowd, frames, ticks: 5)) simulations.Take(frame);
        erased.Add(meanwhile);
        simulations.Forget(meanwhile);
        foreach (CrowdFrame frame in FramesOf(crowd, frames, ticks: 20)) simulations.Take(frame);

        SimulationView view = simulations.All.Single();
        view.People(-1, Start).Count.ShouldBe(18);
        view.People(-1, Start).ShouldNotContain(p => p.Id == before || p.Id == meanwhile);
        view.Read((meetings, _, id) => meetings.All.Count(m => id(m.One) == Guid.Empty || id(m.Other) == Guid.Empty)).ShouldBe(0);
    }

    [Fact]
    public void What_is_older_than_the_retention_is_forgotten_and_what_is_younger_stays()
    {
        const long Day = 24L * 3600 * 1000;
        var view = new SimulationView("devices", new ContactsOptions());
        foreach (int day in (int[])[0, 10, 20])
        {
            view.Take(new PersonMessage { Person = s_ann, X = day, Y = 1, Time = Start + day * Day, Contacts = [new Heard(s_ben, Start + day * Day, 1)] });
            if (day < 20) view.Take(new PersonMessage { Person = s_cleo, X = day, Y = 1, Infected = day > 0, Time = Start + day * Day });
        }
        view.ForgetBefore(Start + 15 * Day);

        view.People(-1, Start + 20 * Day).Select(p => p.Id).ShouldBe([s_ann]);
        view.Read((meetings, infections, _) => (meetings.Count, meetings.All.Count(), infections.All.Count)).ShouldBe((1, 1, 0));
        view.Range!.Value.From.ShouldBe(Start + 20 * Day);
        // Who was forgotten and reports again is a new person.
        view.Take(new PersonMessage { Person = s_cleo, X = 3, Y = 1, Time = Start + 21 * Day });
        view.People(-1, Start + 21 * Day).Select(p => p.Id).ShouldBe([s_ann, s_cleo]);
        view.Counts.All.ShouldBe(2);
    }

    [Fact]
    public void Simulations_that_have_been_silent_for_the_retention_are_forgotten()
    {
        var simulations = new SimulationList(new ContactsOptions());
        simulations.Take(Report(s_ann, 1, Health.Susceptible, null) with { Simulation = "old" });
        simulations.Take(Report(s_ann, 1, Health.Susceptible, null) with { Simulation = "new", Time = Start + 100_000 });
        simulations.ForgetBefore(Start + 50_000);
        simulations.All.Select(s => s.Name).ShouldBe(["new"]);
    }

    private static IEnumerable<CrowdFrame> FramesOf(Crowd crowd, CrowdFrames frames, int ticks)
    {
        var output = new ArrayBufferWriter<byte>();
        for (int i = 0; i < ticks; i++)
        {
            crowd.Step();
            frames.Look(Start + crowd.Tick * 1000L);
            output.ResetWrittenCount();
            while (frames.TryWrite(output, out int key, out _))
            {
                yield return CrowdFrame.Read(output.WrittenSpan[key..].ToArray(), MessageBounds.Report, Start + 1_000_000);
                output.ResetWrittenCount();
            }
        }
    }

    private static SimulationView View()
    {
        var view = new SimulationView("run", new ContactsOptions());
        view.Take(Report(s_ann, 1, Health.Infected, null, s_ben));
        view.Take(Report(s_ben, 1, Health.Susceptible, null, s_ann));
        view.Take(Report(s_cleo, 1, Health.Susceptible, null));
        view.Take(Report(s_ben, 2, Health.Infected, s_ann, s_cleo));
        view.Take(Report(s_ann, 2, Health.Infected, null, s_cleo));
        view.Take(Report(s_cleo, 2, Health.Infected, s_ben, s_ben));
        return view;
    }

    private static PersonMessage Report(Guid person, int tick, Health health, Guid? source, params Guid[] heard) => new()
    {
        Person = person,
        X = tick,
        Y = tick,
        Infected = health == Health.Infected,
        Health = health,
        Time = Start + tick * 1000,
        Tick = tick,
        Simulation = "run",
        InfectedBy = source,
        Contacts = [.. heard.Select(h => new Heard(h, Start + tick * 1000, 1, true))],
    };
}
