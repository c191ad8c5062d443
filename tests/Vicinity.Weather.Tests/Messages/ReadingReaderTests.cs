using System.Buffers;
using System.Text;

namespace Vicinity.Weather.Tests;

public sealed class ReadingReaderTests
{
    private const long Now = 1_700_000_000_000;

    private static readonly Reading[] s_some =
    [
        new("s1", 17, ReadingKind.Air, Now, 20.5, 40.1, "lab"),
        new("s1", 18, ReadingKind.Air, Now + 1_000, -0.01, 0, "lab"),
        new("s1", 19, ReadingKind.Pollution, Now + 900, 412.123456789, 0, "Büro Süd"),
        new("s1", 25, ReadingKind.Wind, Now + 60_000, 359.99, 0.07),
        new("s1", 24, ReadingKind.Wind, Now, -0.0, 1e-9),
    ];

    [Fact]
    public void A_reading_as_json_has_the_bytes_that_the_format_says() =>
        Encoding.UTF8.GetString(Json(s_some[0])).ShouldBe("""{"sensor":"s1","number":17,"kind":"air","time":1700000000000,"temperature":20.5,"humidity":40.1,"place":"lab"}""");

    [Fact]
    public void Compact_readings_have_the_bytes_that_the_format_says() =>
        Convert.ToHexString(Compact(s_some[0], s_some[1], new Reading("s1", 19, ReadingKind.Pollution, Now + 2_000, 412.5), new Reading("s1", 20, ReadingKind.Wind, Now + 3_000, 270, 0.125)))
            .ShouldBe("01" + "027331" + "04" + "05036C61622280A0ABFEF9628420D43E" + "0102D00F0100" + "060002D00FC48405" + "0B02D00F0000000000E07040000000000000C03F");

    [Fact]
    public void What_is_written_is_read_again_in_both_forms()
    {
        Read(Compact(s_some)).ShouldBe(s_some);
        foreach (Reading reading in s_some) Read(Json(reading)).ShouldBe([reading]);
        double.IsNegative(Read(Compact(s_some))[4].First).ShouldBeTrue();
    }

    [Fact]
    public void A_reading_of_many_in_order_takes_eight_bytes()
    {
        Reading[] readings = [.. Enumerable.Range(0, 1_000).Select(i => new Reading("s1", i, ReadingKind.Air, Now + (i * 1_000), 20 + (i % 7 * 0.01), 45.5, "lab"))];
        Compact(readings).Length.ShouldBeLessThan(8_100);
        Read(Compact(readings)).ShouldBe(readings);
    }

    [Theory]
    [InlineData("2023-11-14T22:13:20Z")]
    [InlineData("2023-11-14T23:13:20+01:00")]
    [InlineData("2023-11-14T22:13:20.000")]
    public void A_time_may_be_a_text(string time) => Read(Text($$"""{"number":1,"kind":"pollution","co2":400,"time":"{{time}}"}"""), "k")[0].Time.ShouldBe(Now);

    [Fact]
    public void A_reading_that_names_no_sensor_has_that_of_the_key() =>
        Read(Text($$"""{"number":1,"kind":"pollution","co2":400,"time":{{Now}}}"""), "from-key").ShouldBe([new Reading("from-key", 1, ReadingKind.Pollution, Now, 400)]);

    [Fact]
    public void Unknown_fields_are_passed_over_and_escapes_are_read() =>
        Read(Text($$"""{"x":{"sensor":"no","deep":[1,[2,{"a":3}]]},"\u0073ensor":"s\u0031","number":1,"kind":"air","time":{{Now}},"temperature":1,"humidity":2,"co2":3,"place":"S\u00fcd"} """))
            .ShouldBe([new Reading("s1", 1, ReadingKind.Air, Now, 1, 2, "Süd")]);

    [Theory]
    [InlineData("", MessageProblem.Missing, "the record is empty: it has no reading")]
    [InlineData("nothing", MessageProblem.NotReadable, "the reading is no JSON")]
    [InlineData("[1]", MessageProblem.NotReadable, "the reading is JSON, but a StartArray and no object")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":1,"temperature":NaN,"humidity":2}""", MessageProblem.NotReadable, "the reading is no JSON")]
    [InlineData("""{"number":1,"kind":"air","time":1,"temperature":1,"humidity":2}""", MessageProblem.Missing, "the reading has no sensor, and the record no key")]
    [InlineData("""{"sensor":"s","kind":"air","time":1,"temperature":1,"humidity":2}""", MessageProblem.Missing, "the reading has no number: with the sensor it names the reading")]
    [InlineData("""{"sensor":"s","number":1,"time":1,"temperature":1,"humidity":2}""", MessageProblem.Missing, "the reading has no kind: air, pollution or wind")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","temperature":1,"humidity":2}""", MessageProblem.Missing, "the reading has no time: Unix milliseconds or ISO 8601")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":1,"temperature":1}""", MessageProblem.Missing, "the reading has no humidity, which an air reading has")]
    [InlineData("""{"sensor":"s","number":1,"kind":"pollution","time":1,"temperature":1,"humidity":2}""", MessageProblem.Missing, "the reading has no co2, which a pollution reading has")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":1,"temperature":"1","humidity":2}""", MessageProblem.WrongValue, "temperature of the reading is a String and must be a number")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":1,"temperature":1e999,"humidity":2}""", MessageProblem.WrongValue, "temperature of the reading is too great for a number")]
    [InlineData("""{"sensor":"s","number":1.5,"kind":"air","time":1,"temperature":1,"humidity":2}""", MessageProblem.WrongValue, "number of the reading is no whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("""{"sensor":"s","number":1,"kind":"rain","time":1}""", MessageProblem.WrongValue, "kind of the reading is not air, pollution or wind")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":"yesterday"}""", MessageProblem.WrongValue, "time of the reading is a text, but not of the form 2026-01-31T12:00:00Z")]
    [InlineData("""{"sensor":7,"number":1,"kind":"air","time":1}""", MessageProblem.WrongValue, "sensor of the reading is a Number and must be a text")]
    [InlineData("""{"sensor":"\ud800","number":1,"kind":"pollution","time":1,"co2":1}""", MessageProblem.NotReadable, "the reading is no JSON")]
    [InlineData("""{"sensor":"s","number":1,"kind":"pollution","time":1,"co2":1} 2""", MessageProblem.NotReadable, "the reading is no JSON")]
    public void A_record_that_cannot_be_taken_says_why(string record, MessageProblem problem, string reason)
    {
        MessageException refused = Should.Throw<MessageException>(() => Read(Text(record)));
        refused.Problem.ShouldBe(problem);
        refused.Message.ShouldBe(reason);
    }

    [Fact]
    public void A_compact_record_that_is_cut_off_tells_no_reading()
    {
        byte[] whole = Compact(s_some);
        for (int length = 1; length < whole.Length; length++) Count(whole.AsSpan(0, length)).ShouldBe(-1);
        Count([.. whole, 0]).ShouldBe(-1);
        Count(whole).ShouldBe(5);
    }

    [Fact]
    public void A_record_that_is_too_long_is_refused()
    {
        Should.Throw<MessageException>(() => Read(Text($$"""{"x":"{{new string('x', ReadingBytes.MostJson)}}"}"""))).Problem.ShouldBe(MessageProblem.TooLong);
        Should.Throw<MessageException>(() => Read([1, .. new byte[ReadingBytes.Most]])).Problem.ShouldBe(MessageProblem.TooLong);
    }

    [Fact]
    public void A_record_of_two_sensors_is_not_written() =>
        Should.Throw<ArgumentException>(() => Compact(s_some[0], s_some[1] with { Sensor = "s2" })).Message.ShouldStartWith("a record has the readings of one sensor, not of 's1' and 's2'");

    [Fact]
    public void Any_bytes_are_read_or_refused_by_a_message_exception_and_a_bound_of_readings()
    {
        var random = new Random(11);
        byte[][] seeds = [Compact(s_some), .. s_some.Select(Json)];
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = Mutated(seeds[i % seeds.Length], random);
            int count = Count(bytes);
            count.ShouldBeLessThanOrEqualTo(bytes.Length);
        }
    }

    [Fact]
    public void A_reading_is_read_without_allocation()
    {
        byte[] compact = Compact(s_some), json = Json(s_some[0]);
        Count(compact);
        Count(json);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) Count(i % 2 == 0 ? compact : json);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    private static byte[] Mutated(byte[] seed, Random random)
    {
        byte[] bytes = [.. seed];
        for (int flips = random.Next(1, 6); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    /// <summary>How many readings there are; -1 when the record is refused, which is before the first of them.</summary>
    private static int Count(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        try
        {
            var reader = new ReadingReader(bytes, default);
            while (reader.MoveNext())
            {
                count++;
                _ = ReadingBounds.Problem(reader.Current, Now);
            }
        }
        catch (MessageException)
        {
            count.ShouldBe(0);
            return -1;
        }
        return count;
    }

    private static List<Reading> Read(byte[] bytes, string key = "")
    {
        var reader = new ReadingReader(bytes, Encoding.UTF8.GetBytes(key));
        List<Reading> readings = [];
        while (reader.MoveNext()) readings.Add(reader.Current.ToReading());
        return readings;
    }

    private static byte[] Text(string json) => Encoding.UTF8.GetBytes(json);

    private static byte[] Json(Reading reading)
    {
        var output = new ArrayBufferWriter<byte>();
        ReadingJson.Write(output, reading);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Compact(params Reading[] readings)
    {
        var output = new ArrayBufferWriter<byte>();
        ReadingCompact.Write(output, readings);
        return output.WrittenSpan.ToArray();
    }
}
