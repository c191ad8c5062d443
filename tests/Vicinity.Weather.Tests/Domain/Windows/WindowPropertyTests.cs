using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Vicinity.Weather.Tests;

/// <summary>What holds for any readings: each seed gives others.</summary>
public sealed class WindowPropertyTests
{
    private const int LatenessMs = 700;

    private static readonly WindowRules s_rules = new() { WindowMs = 1_000, LatenessMs = LatenessMs, CorrectableMs = 5_000 };
    private static readonly Arbitrary<int> s_seed = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Windows_are_those_of_a_plain_computation_for_any_order_within_the_lateness() => Prop.ForAll(s_seed, seed =>
    {
        var random = new Random(seed);
        List<Reading> readings = Some(random, 300);
        // Each comes up to the lateness after its time, so none is farther behind the newest than that.
        List<Reading> order = [.. readings.OrderBy(r => r.Time + random.Next(LatenessMs))];
        var windows = new TumblingWindows(s_rules);
        var merge = new WindowMerge(s_rules);
        List<Window> told = [];
        foreach (Reading reading in order)
        {
            if (windows.Take(reading) != ReadingFate.InTime) return false;
            if (random.Next(10) == 0) told.AddRange(Tell(windows, merge));
        }
        windows.AdvanceTo(long.MaxValue / 2);
        told.AddRange(Tell(windows, merge));
        DirectWindows.ShouldBe(told, DirectWindows.Of(readings, 1_000), "windows");
        return told.All(w => w.Revision == 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Late_and_repeated_readings_over_several_partitions_are_each_in_exactly_one_window() => Prop.ForAll(s_seed, seed =>
    {
        var random = new Random(seed);
        List<Reading> readings = Some(random, 300);
        List<Reading> order = [.. readings.Concat(readings.Where(_ => random.Next(3) == 0)).OrderBy(r => r.Time + random.Next(4_000))];
        TumblingWindows[] partitions = [new(s_rules), new(s_rules), new(s_rules)];
        var merge = new WindowMerge(s_rules);
        List<Window> told = [];
        foreach (Reading reading in order)
        {
            TumblingWindows partition = partitions[reading.Sensor[1] % partitions.Length];
            if (random.Next(2) == 0) partition.Take(reading);
            else partition.Take(new RawReading(Encoding.UTF8.GetBytes(reading.Sensor), reading.Number, reading.Kind, reading.Time, reading.First, reading.Second, Encoding.UTF8.GetBytes(reading.Place)));
            if (random.Next(20) == 0) told.AddRange(Tell(partitions, merge));
            if (random.Next(50) == 0) partitions[0] = Restored(partitions[0]);
        }
        foreach (TumblingWindows partition in partitions) partition.AdvanceTo(long.MaxValue / 2);
        told.AddRange(Tell(partitions, merge));
        FateCounts counts = partitions.Aggregate(default(FateCounts), (sum, p) => sum + p.Counts);
        DirectWindows.ShouldBe(told, DirectWindows.Of(readings, 1_000), "windows");
        return counts.Total == order.Count && counts.Counted == readings.Count && counts.Dropped == 0 && merge.Refused == 0
            && told.GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number, w.Revision)).All(g => g.Count() == 1);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void What_is_told_depends_on_the_parts_and_not_on_their_order() => Prop.ForAll(s_seed, seed =>
    {
        var random = new Random(seed);
        var windows = new TumblingWindows(s_rules);
        List<WindowPart> parts = [];
        foreach (Reading reading in Some(random, 200).OrderBy(r => r.Time + random.Next(3_000)))
        {
            windows.Take(reading);
            if (random.Next(10) == 0) parts.AddRange(windows.TakeClosed());
        }
        windows.AdvanceTo(long.MaxValue / 2);
        parts.AddRange(windows.TakeClosed());
        WindowPart[] other = [.. parts];
        random.Shuffle(other);
        return Told(parts).SequenceEqual(Told(other));

        static IReadOnlyList<Window> Told(IEnumerable<WindowPart> parts)
        {
            var merge = new WindowMerge(s_rules);
            foreach (WindowPart part in parts) merge.Add(part);
            return merge.TakeComplete(long.MaxValue / 2);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Any_bytes_are_a_checkpoint_within_the_rules_or_refused_by_a_message_exception()
    {
        var random = new Random(23);
        var windows = new TumblingWindows(s_rules);
        foreach (Reading reading in Some(random, 60).OrderBy(r => r.Time + random.Next(3_000))) windows.Take(reading);
        byte[] seed = Written(windows);
        WindowRules rules = s_rules with { MostSensors = 50, MostParts = 500 };
        TumblingWindows.Read(seed, rules).Counts.ShouldBe(windows.Counts);
        int taken = 0;
        for (int i = 0; i < 15_000; i++)
        {
            byte[] bytes = [.. seed];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                TumblingWindows read = TumblingWindows.Read(bytes, rules);
                taken++;
                read.Sensors.ShouldBeLessThanOrEqualTo(50);
                read.PartsInMemory.ShouldBeLessThanOrEqualTo(500);
                read.Take(new Reading("s1", 1_000_000, ReadingKind.Air, 20_000, 20, 40, "lab"));
                read.AdvanceTo(1_000_000);
                foreach (WindowPart part in read.TakeClosed()) part.Aggregate.ToWindow(part.Quantity, WindowScope.Sensor, part.Sensor, part.Number, 1_000, 0);
                Written(read).ShouldNotBeEmpty();
            }
            catch (MessageException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        }
        taken.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Readings_in_order_allocate_nothing()
    {
        var windows = new TumblingWindows(s_rules with { WindowMs = 60_000 });
        byte[][] sensors = [.. Enumerable.Range(0, 100).Select(i => Encoding.ASCII.GetBytes($"s{i}"))];
        for (int i = 0; i < 10_000; i++) Take(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 10_000; i < 30_000; i++) Take(i);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
        windows.Counts.InTime.ShouldBe(30_000);

        void Take(int i) => windows.Take(new RawReading(sensors[i % 100], i / 100, ReadingKind.Air, 60_000 + i, 20, 40, "lab"u8));
    }

    private static List<Reading> Some(Random random, int count)
    {
        var numbers = new long[10];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int sensor = random.Next(10);
            var kind = (ReadingKind)random.Next(1, 4);
            (double first, double second) = kind switch
            {
                ReadingKind.Air => (Math.Round((random.NextDouble() * 60) - 15, 2), Math.Round(random.NextDouble() * 100, 3)),
                ReadingKind.Pollution => (random.NextDouble() * 2_000, 0),
                _ => (random.NextDouble() * 360, random.NextDouble() * 20),
            };
            return new Reading($"s{sensor}", numbers[sensor]++, kind, 10_000 + random.Next(9_000), first, second, sensor % 3 == 0 ? "" : $"place{sensor % 3}");
        })];
    }

    private static IReadOnlyList<Window> Tell(TumblingWindows windows, WindowMerge merge) => Tell([windows], merge);

    private static IReadOnlyList<Window> Tell(TumblingWindows[] partitions, WindowMerge merge)
    {
        foreach (TumblingWindows partition in partitions)
            foreach (WindowPart part in partition.TakeClosed()) merge.Add(part).ShouldBeTrue();
        return merge.TakeComplete(partitions.Min(p => p.Watermark));
    }

    private static TumblingWindows Restored(TumblingWindows windows) => TumblingWindows.Read(Written(windows), s_rules);

    private static byte[] Written(TumblingWindows windows)
    {
        var output = new ArrayBufferWriter<byte>();
        windows.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
