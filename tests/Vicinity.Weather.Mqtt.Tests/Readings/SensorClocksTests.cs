namespace Vicinity.Weather.Mqtt.Tests;

public sealed class SensorClocksTests
{
    [Fact]
    public void Numbers_rise_also_when_the_clock_stands_or_goes_back()
    {
        var clocks = new SensorClocks(10);
        clocks.Next("s", ReadingKind.Air, 1, false, 1_000).ShouldBe(1_000);
        clocks.Next("s", ReadingKind.Air, 1, false, 1_000).ShouldBe(1_001);
        clocks.Next("s", ReadingKind.Pollution, 1, false, 500).ShouldBe(1_002);
        clocks.Next("s", ReadingKind.Air, 1, false, 5_000).ShouldBe(5_000);
        clocks.Next("t", ReadingKind.Air, 1, false, 500).ShouldBe(500);
    }

    [Fact]
    public void A_message_that_is_sent_again_keeps_its_numbers_and_the_same_values_later_get_new_ones()
    {
        var clocks = new SensorClocks(10);
        long air = clocks.Next("s", ReadingKind.Air, 7, false, 1_000)!.Value, pollution = clocks.Next("s", ReadingKind.Pollution, 7, false, 1_000)!.Value;
        clocks.Next("s", ReadingKind.Air, 8, false, 2_000);
        clocks.Next("s", ReadingKind.Pollution, 7, true, 3_000).ShouldBe(pollution);
        clocks.Next("s", ReadingKind.Air, 7, true, 3_000).ShouldBe(air);
        clocks.Next("s", ReadingKind.Air, 7, false, 4_000).ShouldBe(4_000);
    }
}
