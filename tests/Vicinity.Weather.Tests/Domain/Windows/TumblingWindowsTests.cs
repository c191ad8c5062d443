using System.Buffers;

namespace Vicinity.Weather.Tests;

public sealed class TumblingWindowsTests
{
    private static readonly WindowRules s_rules = new() { WindowMs = 1_000, LatenessMs = 200, CorrectableMs = 5_000 };

    [Fact]
    public void A_window_closes_when_the_watermark_passes_its_end()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.InTime);
        windows.Take(Air(2, 11_199)).ShouldBe(ReadingFate.InTime);
        windows.TakeClosed().ShouldBeEmpty();
        windows.Take(Air(3, 11_200)).ShouldBe(ReadingFate.InTime);
        windows.Watermark.ShouldBe(11_000);
        IReadOnlyList<WindowPart> parts = windows.TakeClosed();
        parts.Select(p => (p.Quantity, p.Sensor, p.Place, p.Number, p.Revision, p.Aggregate.Count)).ShouldBe(
            [(Quantity.Wellness, "s", "lab", 10, 0, 1), (Quantity.Temperature, "s", "lab", 10, 0, 1), (Quantity.Humidity, "s", "lab", 10, 0, 1)]);
        windows.TakeClosed().ShouldBeEmpty();
    }

    [Fact]
    public void A_reading_behind_the_newest_by_the_lateness_is_in_time()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 11_199));
        windows.Take(Air(2, 10_999)).ShouldBe(ReadingFate.InTime);
        windows.Take(Air(3, 10_000)).ShouldBe(ReadingFate.InTime);
    }

    [Fact]
    public void A_late_reading_is_added_to_its_closed_window()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 10_000));
        windows.Take(Air(2, 11_200));
        windows.TakeClosed();
        windows.Take(Air(3, 10_500)).ShouldBe(ReadingFate.Late);
        windows.Take(Air(4, 10_600)).ShouldBe(ReadingFate.Late);
        windows.TakeClosed().Select(p => (p.Quantity, p.Number, p.Revision, p.Aggregate.Count)).ShouldBe([(Quantity.Wellness, 10, 1, 2), (Quantity.Temperature, 10, 1, 2), (Quantity.Humidity, 10, 1, 2)]);
    }

    [Fact]
    public void A_reading_of_a_window_that_takes_no_more_is_too_late()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 16_200));
        windows.Take(Air(2, 11_000)).ShouldBe(ReadingFate.Late);
        windows.Take(Air(3, 10_999)).ShouldBe(ReadingFate.TooLate);
        windows.Counts.ShouldBe(new FateCounts(1, 1, 1, 0, 0, 0, 0));
    }

    [Fact]
    public void Without_corrections_a_late_reading_is_too_late()
    {
        var windows = new TumblingWindows(s_rules with { SendsCorrections = false });
        windows.Take(Air(1, 16_200));
        windows.Take(Air(2, 15_999)).ShouldBe(ReadingFate.TooLate);
    }

    [Fact]
    public void A_number_that_comes_twice_counts_once()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.InTime);
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.Duplicate);
        windows.AdvanceTo(11_000);
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.Duplicate);
        windows.AdvanceTo(17_000);
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.Duplicate);
        windows.TakeClosed().ShouldAllBe(p => p.Aggregate.Count == 1);
    }

    [Fact]
    public void A_sensor_too_many_is_not_counted_until_another_is_forgotten()
    {
        var windows = new TumblingWindows(s_rules with { MostSensors = 2 });
        windows.Take(Air(1, 10_000) with { Sensor = "a" });
        windows.Take(Air(1, 10_000) with { Sensor = "b" });
        windows.Take(Air(1, 10_000) with { Sensor = "c" }).ShouldBe(ReadingFate.TooManySensors);
        windows.Take(Air(2, 18_000) with { Sensor = "b" });
        windows.Take(Air(2, 18_000) with { Sensor = "c" }).ShouldBe(ReadingFate.InTime);
        windows.Sensors.ShouldBe(2);
        windows.Take(Air(1, 10_000) with { Sensor = "a" }).ShouldBe(ReadingFate.TooLate);
    }

    [Fact]
    public void A_window_too_many_is_not_counted_until_others_are_handed_on()
    {
        var windows = new TumblingWindows(s_rules with { MostParts = 3 });
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.InTime);
        windows.Take(Air(2, 10_001)).ShouldBe(ReadingFate.InTime);
        windows.Take(Air(3, 11_500)).ShouldBe(ReadingFate.TooManyParts);
        windows.AdvanceTo(11_000);
        windows.Take(Air(4, 11_500)).ShouldBe(ReadingFate.TooManyParts);
        windows.TakeClosed().Count.ShouldBe(3);
        windows.Take(Air(5, 11_500)).ShouldBe(ReadingFate.InTime);
    }

    [Fact]
    public void A_sensor_that_moves_has_a_part_for_each_place()
    {
        var windows = new TumblingWindows(s_rules);
        foreach ((int number, string place) in new[] { (1, "lab"), (2, "hall"), (3, "lab") }) windows.Take(new Reading("s", number, ReadingKind.Pollution, 10_000 + number, 400, 0, place));
        windows.AdvanceTo(11_000);
        windows.TakeClosed().Where(p => p.Quantity == Quantity.Co2).Select(p => (p.Place, p.Aggregate.Count)).ShouldBe([("lab", 2), ("hall", 1)]);
    }

    [Fact]
    public void Bytes_and_strings_name_the_same_sensor()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 10_000)).ShouldBe(ReadingFate.InTime);
        windows.Take(new RawReading("s"u8, 1, ReadingKind.Air, 10_000, 20, 40, "lab"u8)).ShouldBe(ReadingFate.Duplicate);
        windows.Take(new RawReading("s"u8, 2, ReadingKind.Air, 10_000, 20, 40, "lab"u8)).ShouldBe(ReadingFate.InTime);
        windows.AdvanceTo(11_000);
        windows.TakeClosed().ShouldAllBe(p => p.Aggregate.Count == 2 && p.Place == "lab");
    }

    [Fact]
    public void What_is_open_is_told_before_it_is_closed()
    {
        var windows = new TumblingWindows(s_rules);
        windows.Take(Air(1, 10_000));
        windows.Open().Select(p => (p.Quantity, p.Number)).ShouldBe([(Quantity.Wellness, 10), (Quantity.Temperature, 10), (Quantity.Humidity, 10)]);
        windows.NextEnd.ShouldBe(11_000);
        windows.AdvanceTo(11_000);
        windows.Open().ShouldBeEmpty();
        windows.NextEnd.ShouldBeNull();
    }

    [Fact]
    public void A_checkpoint_of_other_windows_is_refused() =>
        Should.Throw<MessageException>(() => TumblingWindows.Read(Written(new TumblingWindows(s_rules)), s_rules with { WindowMs = 500 }))
            .Message.ShouldBe("the checkpoint has windows of 1000 ms and the rules say 500 ms: windows of two lengths cannot be merged");

    [Fact]
    public void A_restored_checkpoint_goes_on_as_the_original_does()
    {
        var random = new Random(3);
        var windows = new TumblingWindows(s_rules);
        for (int round = 0; round < 50; round++)
        {
            for (int i = 0; i < 40; i++) windows.Take(Some(random, round));
            if (round % 7 == 0) windows.TakeClosed();
            TumblingWindows restored = TumblingWindows.Read(Written(windows), s_rules);
            Written(restored).ShouldBe(Written(windows));
            for (int i = 0; i < 40; i++)
            {
                Reading reading = Some(random, round);
                restored.Take(reading).ShouldBe(windows.Take(reading));
            }
            restored.Watermark.ShouldBe(windows.Watermark);
            restored.TakeClosed().ShouldBe(windows.TakeClosed());
            restored.Counts.ShouldBe(windows.Counts);
        }
    }

    private static Reading Some(Random random, int round) => new(
        $"s{random.Next(6)}", random.Next(round * 10, (round * 10) + 60), (ReadingKind)random.Next(1, 4), 10_000 + (round * 500) + random.Next(-3_000, 1_000), random.Next(50), random.Next(100), random.Next(4) == 0 ? "hall" : "lab");

    private static byte[] Written(TumblingWindows windows)
    {
        var output = new ArrayBufferWriter<byte>();
        windows.Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static Reading Air(long number, long time) => new("s", number, ReadingKind.Air, time, 20, 40, "lab");
}
