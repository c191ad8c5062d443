namespace Vicinity.Contacts.Tests;

/// <summary>Recorded face-to-face contacts: meetings and how far an infection reaches, beside what their READMEs state.</summary>
public sealed class BadgeTests
{
    [Theory]
    [InlineData("hospital-contacts", 14037, 46.198, 3920, 7834, 3366, 142)]
    [InlineData("workplace-contacts", 4592, 42.801, 1240, 2867, 926, 44)]
    public void Meetings_are_the_episodes_of_the_ground_truth(string name, int episodes, double mean, int longest, int ofOneSlot, int ofAMinute, int ofFive)
    {
        MeetingLog log = Log(RecordedContacts.Badges(name));
        int[] seconds = [.. log.All.Select(m => m.Ticks * 20)];

        seconds.Length.ShouldBe(episodes);
        seconds.Average().ShouldBe(mean, 0.001);
        seconds.Max().ShouldBe(longest);
        seconds.Count(s => s == 20).ShouldBe(ofOneSlot);
        seconds.Count(s => s >= 60).ShouldBe(ofAMinute);
        seconds.Count(s => s >= 300).ShouldBe(ofFive);
    }

    [Theory]
    [InlineData("hospital-contacts", 1098, 75)]
    [InlineData("hospital-contacts", 1100, 72)]
    [InlineData("hospital-contacts", 1105, 75)]
    [InlineData("workplace-contacts", 15, 92)]
    [InlineData("workplace-contacts", 17, 92)]
    [InlineData("workplace-contacts", 804, 92)]
    public void A_certain_infection_without_end_reaches_as_many_as_the_ground_truth_says(string name, int person, int reached) =>
        Tracer.Forward(Log(RecordedContacts.Badges(name)), person, -1, Tracer.MaxDepth).Steps.Select(s => s.Person).Distinct().Count().ShouldBe(reached);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(540, 3)]
    [InlineData(540, 6)]
    [InlineData(90, 1000)]
    public void Traces_equal_a_plain_search_tick_by_tick(int infectious, int depth)
    {
        List<(int Tick, int One, int Other)> contacts = RecordedContacts.Badges("hospital-contacts");
        MeetingLog log = Log(contacts);
        int last = contacts[^1].Tick;
        foreach (int person in contacts.Select(c => c.One).Distinct().Order().Where((_, i) => i % 9 == 0))
        {
            foreach (int tick in (int[])[0, last / 3, last / 2])
            {
                People(Tracer.Forward(log, person, tick, depth, infectious)).ShouldBe(Plain(contacts, person, tick, depth, infectious, 1), $"forward from {person} at {tick}");
                People(Tracer.Backward(log, person, tick, depth, infectious)).ShouldBe(Plain(contacts, person, tick + 1, depth, infectious, -1), $"backward from {person} at {tick}");
            }
        }
    }

    [Fact]
    public void No_effect_comes_before_its_cause()
    {
        MeetingLog log = Log(RecordedContacts.Badges("hospital-contacts"));
        foreach (int person in (int[])[1098, 1115, 1210])
        {
            foreach (bool forward in (bool[])[true, false])
            {
                Trace trace = forward ? Tracer.Forward(log, person, 2_000, 8, 400) : Tracer.Backward(log, person, 9_000, 8, 400);
                for (int i = 1; i < trace.Steps.Count; i++)
                {
                    TraceStep step = trace.Steps[i], parent = trace.Steps[step.Parent];
                    step.Parent.ShouldBeLessThan(i);
                    step.Depth.ShouldBe(parent.Depth + 1);
                    (step.Earliest, step.Latest).ShouldBe((Math.Max(step.Earliest, step.Meeting!.Value.From), Math.Min(step.Latest, step.Meeting.Value.To)));
                    step.Earliest.ShouldBeLessThanOrEqualTo(step.Latest);
                    if (forward) step.Earliest.ShouldBeGreaterThan(parent.Earliest);
                    else if (step.Parent > 0) step.Latest.ShouldBeLessThan(parent.Latest);
                    else step.Latest.ShouldBeLessThanOrEqualTo(parent.Latest);
                }
            }
        }
    }

    [Fact]
    public void A_trace_that_reaches_its_limit_says_that_it_is_not_complete()
    {
        MeetingLog log = Log(RecordedContacts.Badges("hospital-contacts"));
        Trace trace = Tracer.Forward(log, 1098, -1, 6, limit: 10);
        (trace.Steps.Count, trace.Complete).ShouldBe((10, false));
        Tracer.Forward(log, 1098, -1, 6).Complete.ShouldBeTrue();
    }

    /// <summary>Whom an infection reaches: for each depth, person and tick whether the person can have been infected then. Backward, time is turned round.</summary>
    private static int[] Plain(List<(int Tick, int One, int Other)> contacts, int person, int tick, int depth, int infectious, int direction)
    {
        var reached = new SortedSet<int> { person };
        var level = new HashSet<(int Person, int Tick)> { (person, tick) };
        var known = new HashSet<(int Person, int Tick)>(level);
        for (int i = 0; i < depth && level.Count > 0; i++)
        {
            var ticks = level.GroupBy(l => l.Person).ToDictionary(g => g.Key, g => g.Select(l => l.Tick * direction).Order().ToArray());
            var next = new HashSet<(int Person, int Tick)>();
            foreach ((int at, int one, int other) in contacts)
            {
                if (Passes(one, at)) next.Add((other, at));
                if (Passes(other, at)) next.Add((one, at));
            }
            next.ExceptWith(known);
            known.UnionWith(next);
            level = next;
            reached.UnionWith(next.Select(n => n.Person));

            // Whether somebody who can have been infected at one of its ticks passes it on at this one.
            bool Passes(int from, int at)
            {
                if (!ticks.TryGetValue(from, out int[]? infected)) return false;
                int found = Array.BinarySearch(infected, (at * direction) - 1);
                int nearest = found >= 0 ? found : ~found - 1;
                return nearest >= 0 && (infectious == 0 || infected[nearest] >= (at * direction) - infectious);
            }
        }
        return [.. reached];
    }

    private static int[] People(Trace trace) => [.. trace.Steps.Select(s => s.Person).Distinct().Order()];

    private static MeetingLog Log(List<(int Tick, int One, int Other)> contacts)
    {
        var log = new MeetingLog();
        foreach ((int tick, int one, int other) in contacts) log.TryAdd(one, other, tick, 0);
        return log;
    }
}
