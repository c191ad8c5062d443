namespace Vicinity.Contacts.Tests;

public sealed class ExposuresTests
{
    [Fact]
    public void An_exposure_is_the_part_of_a_meeting_in_which_the_other_one_is_infectious()
    {
        var meetings = new MeetingLog();
        for (int tick = 5; tick <= 30; tick++) meetings.TryAdd(1, 2, tick, tick == 28 ? 0.25 : 4);
        var infections = new InfectionLog(incubation: 2, infected: 10);
        infections.Add(new Infection(2, Infection.FromTheStart, 9, 0));

        Exposures.Of(1, meetings, infections).ShouldBe([new Exposure(1, 2, 11, 20, 0.5)]);
        Exposures.Of(1, meetings, infections)[0].Ticks.ShouldBe(10);
        Exposures.Of(2, meetings, infections).ShouldBeEmpty();
        Exposures.Of(1, meetings, infections, from: 15, to: 17).ShouldBe([new Exposure(1, 2, 15, 17, 0.5)]);
        Exposures.Of(1, meetings, infections, from: 21).ShouldBeEmpty();
    }

    [Fact]
    public void Everybody_infected_in_a_crowd_was_exposed_to_its_source_at_that_tick()
    {
        SimulationParameters parameters = new() { FieldWidth = 40, FieldHeight = 40, Incubation = 2, InfectionProbability = 0.5, InfectedMove = true };
        var crowd = new Crowd(new Rules(parameters, 12));
        var meetings = new MeetingLog();
        var infections = new InfectionLog(parameters);
        for (int i = 0; i < 200; i++) crowd.Add(infected: i < 4);
        for (int tick = 0; tick < 119; tick++)
        {
            crowd.Step();
            foreach (Contact contact in crowd.Contacts) meetings.TryAdd(contact.One, contact.Other, crowd.Tick, contact.SquaredDistance);
            foreach (Infection infection in crowd.Infections) infections.Add(infection);
        }

        Infection[] passed = [.. infections.All.Where(i => i.Source != Infection.FromTheStart)];
        passed.Length.ShouldBeGreaterThan(100);
        foreach (Infection infection in passed)
            Exposures.Of(infection.Person, meetings, infections).ShouldContain(e => e.To == infection.Source && e.From <= infection.Tick && infection.Tick <= e.Until && e.Closest <= infection.Distance);
        Enumerable.Range(0, infections.All.Count).Sum(infections.SecondaryCases).ShouldBe(passed.Length);
    }
}
