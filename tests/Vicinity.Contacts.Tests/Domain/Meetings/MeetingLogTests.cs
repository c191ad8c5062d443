namespace Vicinity.Contacts.Tests;

public sealed class MeetingLogTests
{
    [Fact]
    public void Contacts_without_a_break_are_one_meeting_with_its_smallest_distance()
    {
        var log = new MeetingLog();
        log.TryAdd(2, 1, 5, 4);
        log.TryAdd(1, 2, 6, 1);
        log.TryAdd(1, 2, 7, 2.25);
        log.TryAdd(1, 2, 9, 0.25);

        log.Count.ShouldBe(2);
        log.All.ShouldBe([new Meeting(1, 2, 5, 7, 1), new Meeting(1, 2, 9, 9, 0.5)]);
        log.All.First().Ticks.ShouldBe(3);
    }

    [Fact]
    public void A_gap_within_the_limit_does_not_end_a_meeting()
    {
        var log = new MeetingLog(gap: 2);
        foreach (int tick in (int[])[1, 4, 8]) log.TryAdd(1, 2, tick, 1);
        log.All.Select(m => (m.From, m.To)).ShouldBe([(1, 4), (8, 8)]);
    }

    [Fact]
    public void A_contact_that_comes_twice_counts_once()
    {
        var log = new MeetingLog();
        log.TryAdd(1, 2, 3, 4);
        log.TryAdd(2, 1, 3, 1);
        log.All.ShouldBe([new Meeting(1, 2, 3, 3, 1)]);
    }

    [Fact]
    public void A_person_has_its_meetings_and_no_others_the_latest_first()
    {
        var log = new MeetingLog();
        log.TryAdd(1, 2, 1, 0);
        log.TryAdd(3, 4, 2, 0);
        log.TryAdd(2, 3, 3, 0);
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
        log.TryAdd(1, 2, 5, 0);
        Should.Throw<ArgumentException>(() => log.TryAdd(1, 1, 6, 0));
        Should.Throw<ArgumentException>(() => log.TryAdd(-1, 1, 6, 0));
        Should.Throw<ArgumentException>(() => log.TryAdd(1, 2, -1, 0));
        Should.Throw<ArgumentException>(() => log.AddLate(1, [new LateContact(2, 3, 0), new LateContact(1, 3, 0)]));
        log.Count.ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => new MeetingLog(-1));
    }

    [Fact]
    public void A_contact_that_comes_late_lengthens_joins_or_precedes_what_is_there()
    {
        var log = new MeetingLog();
        foreach (int tick in (int[])[10, 11, 13, 20]) log.TryAdd(1, 2, tick, 4);
        log.TryAdd(1, 2, 15, 4).ShouldBeFalse();

        log.AddLate(2, [new LateContact(1, 9, 1), new LateContact(1, 12, 4), new LateContact(1, 15, 0.25), new LateContact(7, 3, 4)]);

        log.All.OrderBy(m => m.From).ShouldBe([new Meeting(2, 7, 3, 3, 2), new Meeting(1, 2, 9, 13, 1), new Meeting(1, 2, 15, 15, 0.5), new Meeting(1, 2, 20, 20, 2)]);
        log.Count.ShouldBe(4);
        log.TryAdd(1, 2, 21, 4).ShouldBeTrue();
        log.All.Last(m => m.One == 1 && m.From == 20).To.ShouldBe(21);
        Met(log, 2).Length.ShouldBe(4);
    }

    [Theory]
    [InlineData(0, 0.0, 0)]
    [InlineData(1, 0.0, 0)]
    [InlineData(0, 0.3, 0)]
    [InlineData(2, 0.3, 0)]
    [InlineData(1, 0.3, 32)]
    public void Meetings_equal_those_that_a_plain_search_finds_in_whatever_order_contacts_come(int gap, double late, int slack)
    {
        var random = new Random(3);
        var log = new MeetingLog(gap, slack);
        var seen = new SortedDictionary<(int, int), SortedDictionary<int, double>>();
        var kept = new List<(int Person, LateContact Contact)>();
        for (int tick = 0; tick < 400; tick++)
        {
            for (int i = 0; i < 60; i++)
            {
                (int a, int b, double distance) = (random.Next(40), random.Next(40), random.Next(1, 5));
                if (a == b) continue;
                if (random.NextDouble() < late) kept.Add((a, new LateContact(b, tick, distance)));
                else if (!log.TryAdd(a, b, tick, distance)) throw new InvalidOperationException("this one is not late");
                (int, int) pair = a < b ? (a, b) : (b, a);
                if (!seen.TryGetValue(pair, out SortedDictionary<int, double>? ticks)) seen[pair] = ticks = [];
                ticks[tick] = Math.Min(ticks.GetValueOrDefault(tick, double.MaxValue), distance);
            }
            if (random.Next(20) != 0) continue;
            foreach (IGrouping<int, (int Person, LateContact Contact)> person in kept.GroupBy(k => k.Person))
                log.AddLate(person.Key, [.. person.Select(p => p.Contact).OrderBy(_ => random.Next())]);
            kept.Clear();
        }
        foreach ((int person, LateContact contact) in kept) log.AddLate(person, [contact]);

        var expected = new List<Meeting>();
        foreach (((int a, int b), SortedDictionary<int, double> ticks) in seen)
        {
            int? from = null, to = null;
            double closest = double.MaxValue;
            foreach ((int tick, double distance) in ticks)
            {
                if (to is { } end && tick - end > gap + 1)
                {
                    expected.Add(new Meeting(a, b, from!.Value, end, Math.Sqrt(closest)));
                    (from, closest) = (null, double.MaxValue);
                }
                (from, to, closest) = (from ?? tick, tick, Math.Min(closest, distance));
            }
            expected.Add(new Meeting(a, b, from!.Value, to!.Value, Math.Sqrt(closest)));
        }
        Ordered(log.All).ShouldBe(Ordered(expected));
        log.Count.ShouldBe(expected.Count);
        for (int person = 0; person < 40; person++)
        {
            var met = new List<Meeting>();
            foreach (Meeting meeting in log.Of(person)) met.Add(meeting);
            Ordered(met).ShouldBe(Ordered(expected.Where(m => m.One == person || m.Other == person)));
            for (int i = 0; i < 20; i++)
            {
                int from = random.Next(400), to = from + random.Next(60);
                met.Clear();
                foreach (Meeting meeting in log.Of(person, from, to)) met.Add(meeting);
                Ordered(met).ShouldBe(Ordered(expected.Where(m => (m.One == person || m.Other == person) && m.From <= to && m.To >= from)));
            }
        }
    }

    [Fact]
    public void Contacts_of_people_who_are_read_some_ticks_behind_others_are_found_at_once()
    {
        var log = new MeetingLog(gap: 1, slack: 32);
        var behind = new List<(int, int, int)>();
        var random = new Random(3);
        for (int tick = 0; tick < 300; tick++)
        {
            for (int i = 0; i < 50; i++)
            {
                (int a, int b) = (random.Next(200), random.Next(200));
                if (a == b) continue;
                if (a < 100) log.TryAdd(a, b, tick, 1).ShouldBeTrue();
                else behind.Add((a, b < 100 ? b + 100 : b, tick));
            }
            while (behind.Count > 0 && behind[0].Item3 <= tick - 20)
            {
                if (behind[0].Item1 != behind[0].Item2) log.TryAdd(behind[0].Item1, behind[0].Item2, behind[0].Item3, 1).ShouldBeTrue();
                behind.RemoveAt(0);
            }
        }
    }

    [Fact]
    public void A_contact_over_a_range_of_ticks_is_the_meeting_that_its_ticks_are()
    {
        var log = new MeetingLog();
        log.TryAdd(1, 2, 3, 5, 4).ShouldBeTrue();
        log.TryAdd(2, 1, 6, 9, 1).ShouldBeTrue();
        log.TryAdd(1, 2, 20, 25, 4).ShouldBeTrue();
        log.TryAdd(1, 2, 1, 2, 4).ShouldBeFalse();
        log.AddLate(1, [new LateContact(2, 8, 19, 4), new LateContact(2, 30, 40, 4)]);
        log.All.OrderBy(m => m.From).ShouldBe([new Meeting(1, 2, 3, 25, 1), new Meeting(1, 2, 30, 40, 2)]);
        Should.Throw<ArgumentException>(() => log.TryAdd(1, 2, 5, 4, 1));
    }

    private static Meeting[] Ordered(IEnumerable<Meeting> meetings) => [.. meetings.OrderBy(m => m.One).ThenBy(m => m.Other).ThenBy(m => m.From)];

    private static int[] Met(MeetingLog log, int person)
    {
        var met = new List<int>();
        foreach (Meeting meeting in log.Of(person)) met.Add(meeting.With(person));
        return [.. met];
    }
}
