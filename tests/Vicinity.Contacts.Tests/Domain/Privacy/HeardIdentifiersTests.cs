namespace Vicinity.Contacts.Tests;

public sealed class HeardIdentifiersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const int Day = ExposureIntervals.PerDay;

    [Fact]
    public void A_published_key_of_which_identifiers_were_heard_is_found_with_how_often_when_and_how_near()
    {
        var heard = new HeardIdentifiers(new HeardBounds { Distance = 2 });
        var key = new ExposureKey(42, 10 * Day, Day);
        heard.Hear(KeySchedule.Identifier(42, (10 * Day) + 3), (10 * Day) + 3, 1.5);
        heard.Hear(KeySchedule.Identifier(42, (10 * Day) + 3), (10 * Day) + 4, 3);
        heard.Hear(KeySchedule.Identifier(42, (10 * Day) + 9), (10 * Day) + 9, 2);
        heard.Hear(KeySchedule.Identifier(43, (10 * Day) + 9), (10 * Day) + 9, 1);

        heard.Find([key, new ExposureKey(44, 10 * Day, Day)], cancel: Cancel).ShouldBe([new KeyMatch(key, 3, 2, (10 * Day) + 3, (10 * Day) + 9, 1.5)]);
    }

    [Theory]
    [InlineData(-12, true)]
    [InlineData(12, true)]
    [InlineData(-13, false)]
    [InlineData(13, false)]
    [InlineData(144, false)]
    public void An_identifier_counts_only_around_its_own_interval_so_that_playing_it_back_later_does_nothing(int late, bool counts)
    {
        foreach (int interval in (int[])[(5 * Day) + 1, (5 * Day) + 70, (6 * Day) - 1])
        {
            var heard = new HeardIdentifiers();
            heard.Hear(KeySchedule.Identifier(9, interval), interval + late, 1);
            heard.Find([new ExposureKey(9, 5 * Day, Day)], cancel: Cancel).Count.ShouldBe(counts ? 1 : 0);
        }
    }

    [Fact]
    public void A_key_that_was_published_for_a_part_of_a_day_matches_that_part_alone()
    {
        var heard = new HeardIdentifiers();
        heard.Hear(KeySchedule.Identifier(9, 60), 60, 1);
        heard.Find([new ExposureKey(9, 0, 60)], cancel: Cancel).ShouldBeEmpty();
        heard.Find([new ExposureKey(9, 0, 61)], cancel: Cancel).Count.ShouldBe(1);
    }

    [Fact]
    public void What_is_older_than_it_keeps_is_forgotten()
    {
        var heard = new HeardIdentifiers(new HeardBounds { Intervals = 2 * Day });
        for (int day = 0; day < 6; day++) heard.Hear(KeySchedule.Identifier(9, day * Day), day * Day, 1);
        heard.Count.ShouldBe(3);
        heard.Find(Enumerable.Range(0, 6).Select(day => new ExposureKey(9, day * Day, Day)), cancel: Cancel).Select(m => m.First / Day).ShouldBe([3, 4, 5]);
        heard.Forgotten.ShouldBe(0);
    }

    [Fact]
    public void Where_it_is_full_the_oldest_day_makes_room_and_a_flood_in_one_day_does_not_push_out_what_was_heard_before()
    {
        var heard = new HeardIdentifiers(new HeardBounds { Most = 100 });
        for (uint i = 0; i < 60; i++) heard.Hear(new RollingIdentifier(i), 5, 1);
        heard.Hear(KeySchedule.Identifier(9, Day), Day, 1);
        for (uint i = 1_000; i < 5_000; i++) heard.Hear(new RollingIdentifier(i), Day + 1, 1);
        heard.Count.ShouldBe(100);
        heard.Forgotten.ShouldBe(60 + 4_001 - 100);
        heard.Find([new ExposureKey(9, Day, Day)], cancel: Cancel).Count.ShouldBe(1);
    }

    [Fact]
    public void Wrong_keys_are_passed_over()
    {
        var heard = new HeardIdentifiers();
        heard.Hear(new RollingIdentifier(1), 5, 1);
        heard.Find([new ExposureKey(1, -5, 144), new ExposureKey(1, 0, 0), new ExposureKey(1, 0, int.MaxValue), new ExposureKey(1, int.MaxValue, 1)], cancel: Cancel).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_found_is_what_comparing_all_with_all_finds()
    {
        var random = new Random(7);
        var heard = new HeardIdentifiers(new HeardBounds { Distance = 3 });
        var all = new List<(UInt128 Id, int Interval, double Distance)>();
        ExposureKey[] keys = [.. Enumerable.Range(0, 40).Select(i => new ExposureKey((UInt128)i, random.Next(4) * Day, Day))];
        for (int i = 0; i < 3_000; i++)
        {
            ExposureKey key = keys[random.Next(20)];
            int of = key.RollingStart + random.Next(Day), at = Math.Max(0, of + random.Next(-20, 20));
            double distance = random.Next(1, 6);
            all.Add((KeySchedule.Identifier(key.Secret, of).Value, at, distance));
            heard.Hear(new RollingIdentifier(all[^1].Id), at, distance);
        }
        var expected = new List<ExposureKey>();
        foreach (ExposureKey key in keys)
        {
            bool found = false;
            for (int i = 0; i < Day; i++)
            {
                UInt128 id = KeySchedule.Identifier(key.Secret, key.RollingStart + i).Value;
                // Hearings of an identifier on one day are kept as the time from the first to the last of them.
                foreach (IGrouping<int, (UInt128 Id, int Interval, double Distance)> day in all.Where(h => h.Id == id).GroupBy(h => h.Interval / Day))
                    found |= day.Min(h => h.Interval) <= key.RollingStart + i + 12 && day.Max(h => h.Interval) >= key.RollingStart + i - 12;
            }
            if (found) expected.Add(key);
        }
        heard.Find(keys, cancel: Cancel).Select(m => m.Key).ShouldBe(expected);
        expected.Count.ShouldBeInRange(15, 20);
    }

    [Fact]
    public void Wrong_bounds_and_hearings_are_refused()
    {
        Should.Throw<ArgumentException>(() => new HeardIdentifiers(new HeardBounds { Most = 0 }));
        Should.Throw<ArgumentException>(() => new HeardIdentifiers(new HeardBounds { Intervals = 1 }));
        Should.Throw<ArgumentException>(() => new HeardIdentifiers(new HeardBounds { Tolerance = 145 }));
        Should.Throw<ArgumentException>(() => new HeardIdentifiers(new HeardBounds { Distance = double.NaN }));
        Should.Throw<ArgumentOutOfRangeException>(() => new HeardIdentifiers().Hear(default, -1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new HeardIdentifiers().Hear(default, 1, double.NaN));
    }
}
