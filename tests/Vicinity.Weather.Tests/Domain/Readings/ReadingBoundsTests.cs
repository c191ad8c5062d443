using System.Text;

namespace Vicinity.Weather.Tests;

public sealed class ReadingBoundsTests
{
    private const long Now = 1_700_000_000_000;
    private static readonly Reading s_good = new("s1", 17, ReadingKind.Air, Now, 20.5, 40.1, "Labor Süd");

    [Fact]
    public void A_good_reading_has_no_problem() => Problem(s_good).ShouldBeNull();

    public static TheoryData<Reading, string> Bad => new()
    {
        { s_good with { Sensor = "" }, "sensor is empty and must have 1 to 64 characters: with its number it names the reading" },
        { s_good with { Sensor = new string('x', 65) }, $"sensor '{new string('x', 65)}' has 65 characters and may have 64: each is kept in memory" },
        { s_good with { Sensor = "a/b" }, "sensor 'a/b' has a character other than A-Z, a-z, 0-9, '.', '_', ':' and '-': it is used in keys and paths" },
        { s_good with { Place = new string('x', 65) }, $"place '{new string('x', 65)}' has 65 characters and may have 64: each is kept in memory" },
        { s_good with { Place = "a\u202Eb" }, "place 'a\uFFFDb' has a character that cannot be printed: it is shown to people" },
        { s_good with { Place = "a\nb" }, "place 'a\uFFFDb' has a character that cannot be printed: it is shown to people" },
        { s_good with { Number = -1 }, "number is -1 and must be at least 0: those of a sensor rise" },
        { s_good with { Time = Now - 604_800_001 }, "time is 1699395199999, 604800001 ms ago, and may be 604800000 ms ago: older windows are not kept" },
        { s_good with { Time = Now + 60_001 }, "time is 1700000060001, 60001 ms ahead, and may be 60000 ms ahead: it would close windows before their readings came" },
        { s_good with { First = -90.5 }, "temperature is -90.5 and must be from -90 to 60: no air on earth was colder or hotter" },
        { s_good with { First = double.NaN }, "temperature is no finite number and must be from -90 to 60: no air on earth was colder or hotter" },
        { s_good with { Second = double.PositiveInfinity }, "humidity is no finite number and must be from 0 to 100: it is in percent" },
        { s_good with { Kind = ReadingKind.Pollution, First = 100_001 }, "co2 is 100001 and must be from 0 to 100000: it is in parts per million of air" },
        { s_good with { Kind = ReadingKind.Wind, First = 360, Second = 3 }, "direction is 360 and must be below 360: north is 0" },
        { s_good with { Kind = ReadingKind.Wind, First = 359.99, Second = 151 }, "speed is 151 and must be from 0 to 150: no wind on earth was faster, in metres a second" },
        { s_good with { Kind = (ReadingKind)9 }, "kind is 9 and must be 1 (air), 2 (pollution) or 3 (wind): kinds are never mixed" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void A_reading_beyond_a_bound_is_refused_with_value_bound_and_reason(Reading reading, string problem) => Problem(reading).ShouldBe(problem);

    [Fact]
    public void A_place_that_is_no_utf8_is_refused() =>
        ReadingBounds.Problem(new RawReading("s"u8, 1, ReadingKind.Pollution, Now, 400, 0, [0x41, 0xFF]), Now).ShouldBe("place 'A\uFFFD' is no UTF-8: it is shown to people");

    [Fact]
    public void A_place_with_half_a_character_is_refused() => ReadingBounds.PlaceProblem("a\uD800").ShouldBe("place 'a\uFFFD' has a character that cannot be printed: it is shown to people");

    /// <summary>The problem, which is the same in both forms.</summary>
    private static string? Problem(Reading reading)
    {
        string? problem = ReadingBounds.Problem(reading, Now);
        ReadingBounds.Problem(new RawReading(Encoding.UTF8.GetBytes(reading.Sensor), reading.Number, reading.Kind, reading.Time, reading.First, reading.Second, Encoding.UTF8.GetBytes(reading.Place)), Now).ShouldBe(problem);
        return problem;
    }
}
