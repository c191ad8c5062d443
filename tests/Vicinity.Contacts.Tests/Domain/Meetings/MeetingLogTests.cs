namespace Vicinity.Contacts.Tests;

public sealed class MeetingLogTests
{
    [Fact]
    public void Contacts_without_a_break_are_one_meeting_with_its_smallest_distance()
    {
        var log = new MeetingLog();
        log.Add(2, 1, 5, 4);
        log.Add(1, 2, 6, 1);
        log.Add(1, 2, 7, 2.25);
        log.Add(1, 2, 9, 0.25);

        log.Count.ShouldBe(2);
        log[0].ShouldBe(new Meeting(1, 2, 5, 7, 1));
        log[1].ShouldBe(new Meeting(1, 2, 9, 9, 0.5));
        log[0].Ticks.ShouldBe(3);
    }

    [Fact]
    public void A_gap_within_the_limit_does_not_end_a_meeting()
    {
        var log = new MeetingLog(gap: 2);
        foreach (int tick in (int[])[1, 4, 8]) log.Add(1, 2, tick, 1);
        Enumerable.Range(0, log.Count).Select(i => (log[i].From, log[i].To)).ShouldBe([(1, 4), (8, 8)]);
    }

    [Fact]
    public void A_contact_that_comes_twice_counts_once()
    {
        var log = new MeetingLog();
        log.Add(1, 2, 3, 4);
        log.Add(2, 1, 3, 1);
        log.Count.ShouldBe(1);
        log[0].ShouldBe(new Meeting(1, 2, 3, 3, 1));
    }

    [Fact]
    public void A_person_has_its_meetings_and_no_others_the_latest_first()
    {
        var log = new MeetingLog();
        log.Add(1, 2, 1, 0);
        log.Add(3, 4, 2, 0);
        log.Add(2, 3, 3, 0);
        Met(log, 2).ShouldBe([3, 1]);
        Met(log, 3).ShouldBe([2, 4]);
        Met(log, 0).ShouldBeEmpty();
        Met(log, 99).ShouldBeEmpty();
        Met(log, -1).ShouldBeEmpty();
        log.People.ShouldBe(5);
    }

    [Fact]
    public void Impossible_contacts_are_refused()
    {
        var log = new MeetingLog();
        log.Add(1, 2, 5, 0);
        Should.Throw<ArgumentException>(() => log.Add(1, 1, 6, 0));
        Should.Throw<ArgumentException>(() => log.Add(-1, 1, 6, 0));
        Should.Throw<ArgumentException>(() => log.Add(1, 2, 4, 0)).Message.ShouldContain("tick 4 comes after tick 5");
        Should.Throw<ArgumentOutOfRangeException>(() => log[1]);
        Should.Throw<ArgumentOutOfRangeException>(() => new MeetingLog(-1));
    }

    [Fact]
    public void Many_meetings_over_a_long_time_equal_those_that_a_plain_search_finds()
    {
        var random = new Random(3);
        var log = new MeetingLog(gap: 1);
        var seen = new SortedDictionary<(int, int), List<int>>();
        for (int tick = 0; tick < 400; tick++)
        {
            for (int i = 0; i < 60; i++)
            {
                (int a, int b) = (random.Next(40), random.Next(40));
                if (a == b) continue;
                log.Add(a, b, tick, 1);
                (int, int) pair = a < b ? (a, b) : (b, a);
                if (!seen.TryGetValue(pair, out List<int>? ticks)) seen[pair] = ticks = [];
                if (ticks.Count == 0 || ticks[^1] != tick) ticks.Add(tick);
            }
        }
        var expected = new List<(int, int, int, int)>();
        foreach (((int a, int b), List<int> ticks) in seen)
        {
            int from = ticks[0];
            for (int i = 0; i < ticks.Count; i++)
            {
                if (i + 1 < ticks.Count && ticks[i + 1] - ticks[i] <= 2) continue;
                expected.Add((a, b, from, ticks[i]));
                if (i + 1 < ticks.Count) from = ticks[i + 1];
            }
        }
        Enumerable.Range(0, log.Count).Select(i => log[i]).Select(m => (m.One, m.Other, m.From, m.To)).Order().ShouldBe(expected.Order());
    }

    private static int[] Met(MeetingLog log, int person)
    {
        var met = new List<int>();
        foreach (Meeting meeting in log.Of(person)) met.Add(meeting.With(person));
        return [.. met];
    }
}
