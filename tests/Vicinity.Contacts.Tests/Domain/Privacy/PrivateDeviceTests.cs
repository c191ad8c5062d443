namespace Vicinity.Contacts.Tests;

public sealed class PrivateDeviceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const int Day = ExposureIntervals.PerDay;

    private static PrivateDevice Device(ulong number, HeardBounds? bounds = null)
    {
        var draws = new Draws(number);
        int made = 0;
        return new PrivateDevice(() => new UInt128(draws.Bits(0, made, 0), draws.Bits(0, made++, 1)), bounds);
    }

    [Fact]
    public void The_identifier_changes_with_the_interval_and_never_comes_again()
    {
        PrivateDevice device = Device(1);
        var seen = new HashSet<RollingIdentifier>();
        for (int interval = 0; interval < 15 * Day; interval++)
        {
            RollingIdentifier identifier = device.Broadcast(interval);
            seen.Add(identifier).ShouldBeTrue();
            device.Broadcast(interval).ShouldBe(identifier);
        }
    }

    [Fact]
    public void Who_was_near_somebody_who_publishes_its_keys_finds_it_and_nobody_else_does()
    {
        PrivateDevice positive = Device(1), near = Device(2), far = Device(3);
        for (int interval = 100; interval < 104; interval++)
        {
            near.Hear(positive.Broadcast(interval), interval, 1);
            positive.Hear(near.Broadcast(interval), interval, 1);
            far.Hear(near.Broadcast(interval), interval, 1);
        }
        IReadOnlyList<ExposureKey> keys = positive.Publish(200, 0);

        near.Match(keys, cancel: Cancel).ShouldHaveSingleItem().Times.ShouldBe(4);
        far.Match(keys, cancel: Cancel).ShouldBeEmpty();
        positive.Match(keys, cancel: Cancel).ShouldBeEmpty();
    }

    [Fact]
    public void Each_key_is_told_once()
    {
        PrivateDevice positive = Device(1), near = Device(2);
        near.Hear(positive.Broadcast(7), 7, 1);
        IReadOnlyList<ExposureKey> keys = positive.Publish(8, 0);
        near.Match(keys, cancel: Cancel).Count.ShouldBe(1);
        near.Match(keys, cancel: Cancel).ShouldBeEmpty();
    }

    [Fact]
    public void Who_was_not_near_for_long_enough_is_not_told_and_is_later_when_it_was()
    {
        PrivateDevice positive = Device(1), near = Device(2, new HeardBounds { Distance = 2 });
        near.Hear(positive.Broadcast(7), 7, 1);
        near.Hear(positive.Broadcast(7), 7, 2.5);
        near.Match(positive.Publish(8, 0), times: 2, cancel: Cancel).ShouldBeEmpty();
        near.Hear(positive.Broadcast(8), 8, 2);
        near.Match(positive.Publish(9, 0), times: 2, cancel: Cancel).ShouldHaveSingleItem().Near.ShouldBe(2);
    }

    [Fact]
    public void What_is_published_says_nothing_of_what_comes_after_it()
    {
        PrivateDevice positive = Device(1);
        for (int interval = 0; interval <= Day + 50; interval += 10) positive.Broadcast(interval);
        IReadOnlyList<ExposureKey> keys = positive.Publish(Day + 50, 0);
        keys.Select(k => (k.RollingStart, k.RollingPeriod)).ShouldBe([(0, Day), (Day, 51)]);

        HashSet<RollingIdentifier> derivable = [.. keys.SelectMany(k => Enumerable.Range(k.RollingStart, 10 * Day).Select(i => KeySchedule.Identifier(k.Secret, i)))];
        for (int interval = Day + 51; interval < 3 * Day; interval++) derivable.ShouldNotContain(positive.Broadcast(interval));
    }

    [Fact]
    public void Keys_of_days_before_the_ones_that_others_are_to_know_of_stay_on_the_device()
    {
        PrivateDevice positive = Device(1);
        for (int day = 0; day < 5; day++) positive.Broadcast(day * Day);
        positive.Publish((4 * Day) + 1, (2 * Day) + 7).Select(k => k.RollingStart).ShouldBe([2 * Day, 3 * Day, 4 * Day]);
    }

    [Fact]
    public void Publishing_twice_publishes_the_rest_of_the_day_with_a_key_of_its_own()
    {
        PrivateDevice positive = Device(1);
        positive.Broadcast(5);
        positive.Publish(9, 0);
        positive.Broadcast(10);
        positive.Broadcast(20);
        IReadOnlyList<ExposureKey> keys = positive.Publish(30, 0);
        keys.Select(k => (k.RollingStart, k.RollingPeriod)).ShouldBe([(0, 10), (10, 21)]);
        keys.Select(k => k.Secret).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Keys_never_overlap_whatever_the_clock_does()
    {
        PrivateDevice device = Device(1);
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++)
        {
            int interval = random.Next(6 * Day);
            device.Broadcast(interval);
            if (i % 20 == 0) device.Publish(interval, 0);
        }
        ExposureKey[] keys = [.. device.Publish(6 * Day, 0).OrderBy(k => k.RollingStart)];
        keys.ShouldAllBe(k => k.Problem == null);
        keys.Length.ShouldBeLessThanOrEqualTo(PrivateDevice.MostKeys);
        for (int i = 1; i < keys.Length; i++) keys[i].RollingStart.ShouldBeGreaterThanOrEqualTo((int)keys[i - 1].RollingEnd);
    }

    [Fact]
    public void A_crowd_with_private_tracing_notifies_exactly_those_whose_devices_find_the_published_keys()
    {
        SimulationParameters parameters = new()
        {
            FieldWidth = 25,
            FieldHeight = 25,
            Lifetime = 0,
            InfectionCooldown = 30,
            InfectionProbability = 0.3,
            InfectedMove = true,
            AppShare = 0.8,
            TestsPerDay = 4,
            TestDelay = 2,
            TicksPerDay = 12,
            Tracing = TracingMode.Private,
            TracingTicks = 20,
            ExposureTicks = 2,
            ExposureDistance = 1.5,
            BroadcastLoss = 0.3,
            PublishShare = 0.7,
            IsolationCompliance = 0.5,
        };
        const ulong Seed = 8;
        var draws = new Draws(Seed);
        Crowd crowd = new RunPlan { People = 60, Infected = 4, Seed = Seed, Parameters = parameters }.Begin();
        PrivateDevice?[] devices = [.. Enumerable.Range(0, 60).Select(i => draws.Unit(DrawPurpose.App, i, 0) < 0.8 ? Device((ulong)i + 100, new HeardBounds { Distance = 1.5 }) : null)];
        int told = 0;
        for (int tick = 1; tick <= 150; tick++)
        {
            crowd.Step();
            int interval = ExposureIntervals.OfTick(tick, 12);
            foreach (PrivateDevice? device in devices) device?.Broadcast(interval);
            foreach (Contact contact in crowd.Contacts)
            {
                Hear(contact.One, contact.Other, Math.Sqrt(contact.SquaredDistance));
                Hear(contact.Other, contact.One, Math.Sqrt(contact.SquaredDistance));
            }
            void Hear(int listener, int speaker, double distance)
            {
                if (devices[listener] is not { } device || devices[speaker] is not { } other) return;
                if (draws.Unit(DrawPurpose.Broadcast, listener, tick, speaker) >= 0.3) device.Hear(other.Broadcast(interval), interval, distance);
            }
            var expected = new List<(int, int, int)>();
            foreach (int positive in crowd.Positives)
            {
                if (draws.Unit(DrawPurpose.Publication, positive, tick) >= 0.7) continue;
                int since = ExposureIntervals.OfTick(Math.Max(0, tick - 19), 12);
                IReadOnlyList<ExposureKey> keys = devices[positive]!.Publish(interval, since);
                for (int i = 0; i < 60; i++)
                {
                    if (i == positive || devices[i] is null) continue;
                    int near = devices[i]!.Heard.Find(keys, cancel: Cancel).Select(m => m.Near).DefaultIfEmpty().Max();
                    if (near >= 2) expected.Add((i, positive, near));
                }
            }
            crowd.Notifications.ToArray().Select(n => (n.Person, n.Source, n.Exposure)).ShouldBe(expected);
            told += expected.Count;
        }
        told.ShouldBeGreaterThan(15);
    }
}
