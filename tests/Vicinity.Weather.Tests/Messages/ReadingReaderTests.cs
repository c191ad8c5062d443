using System.Buffers;
using System.Text;
using Vicinity.Model;

namespace Vicinity.Weather.Tests;

public sealed class ReadingReaderTests
{
    private const long Time = 1_700_000_000_000;

    [Fact]
    public void Readings_survive_the_compact_form_and_one_survives_JSON()
    {
        Reading[] readings = [.. Enumerable.Range(0, 50).Select(i => new Reading("s1", long.MaxValue - i, (ReadingKind)(1 + i % 3), Time - i * i, i / 3.0, i % 3 == 1 ? 0 : -i / 7.0, i % 4 == 0 ? "Köln" : "lab"))];
        var output = new ArrayBufferWriter<byte>();
        ReadingCompact.Write(output, readings);
        Read(output.WrittenSpan).ShouldBe(readings);
        foreach (Reading reading in readings)
        {
            output.ResetWrittenCount();
            ReadingJson.Write(output, reading);
            Read(output.WrittenSpan).ShouldHaveSingleItem().ShouldBe(reading);
        }
    }

    [Fact]
    public void A_foreign_reading_takes_its_sensor_from_the_key_its_time_from_ISO_8601_and_may_have_fields_that_nobody_knows() =>
        Read("""{"x":{"y":[1]},"number":5,"kind":"pollution","time":"2023-11-14T22:13:20Z","co2":400}"""u8, "their key"u8).ShouldHaveSingleItem()
            .ShouldBe(new Reading("their key", 5, ReadingKind.Pollution, Time, 400));

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":1,"temperature":1}""", "humidity is missing")]
    [InlineData("""{"sensor":"s","number":1.5,"kind":"air","time":1}""", "number is no whole number")]
    [InlineData("""{"sensor":"s","number":1,"kind":"air","time":1,"temperature":"warm"}""", "temperature is no number")]
    [InlineData("""{"sensor":"s","number":1,"kind":"rain","time":1}""", "kind is not one of air, pollution and wind")]
    [InlineData("""{"sensor":"s","number":1,"kind":"pollution","time":"soon","co2":1}""", "time is no number of milliseconds since 1970 and no ISO 8601 text")]
    [InlineData("""{"sensor":"s","number":1,"kind":"pollution","time":1,"co2":NaN}""", "no JSON")]
    [InlineData("""{"sensor":"s","number":1,"kind":"pollution","time":1,"co2":1} 2""", "no JSON")]
    [InlineData("""{"sensor":"\ud800","number":1,"kind":"pollution","time":1,"co2":1}""", "no JSON")]
    public void What_is_no_reading_is_refused_with_the_reason(string json, string reason) =>
        Should.Throw<MessageException>(() => Read(Encoding.UTF8.GetBytes(json))).Message.ShouldContain(reason);

    [Fact]
    public void JSON_that_is_too_long_is_refused_unread() =>
        Should.Throw<MessageException>(() => Read(new byte[ReadingReader.MostJsonBytes + 1])).Problem.ShouldBe(MessageProblem.TooLong);

    [Fact]
    public void No_bytes_do_harm()
    {
        var prng = new Prng(3);
        var output = new ArrayBufferWriter<byte>();
        for (int round = 0; round < 50_000; round++)
        {
            output.ResetWrittenCount();
            Reading[] readings = [.. Enumerable.Range(0, 1 + prng.Next(4)).Select(i => new Reading("sensor", i, (ReadingKind)(1 + prng.Next(3)), Time + i, prng.Next(90), prng.Next(90), prng.Next(2) == 0 ? "" : "p"))];
            if (prng.Next(2) == 0) ReadingCompact.Write(output, readings);
            else ReadingJson.Write(output, readings[0]);
            byte[] bytes = output.WrittenSpan.ToArray();
            for (int i = prng.Next(4); i > 0; i--) bytes[prng.Next(bytes.Length)] = (byte)prng.Next(256);
            if (prng.Next(3) == 0) bytes = bytes[..prng.Next(bytes.Length)];
            try
            {
                foreach (Reading reading in Read(bytes)) ReadingBounds.Problem(reading, Time);
            }
            catch (MessageException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        }
    }

    private static List<Reading> Read(ReadOnlySpan<byte> value, ReadOnlySpan<byte> key = default)
    {
        List<Reading> readings = [];
        var reader = new ReadingReader(value, key);
        while (reader.MoveNext()) readings.Add(reader.Current.ToReading());
        return readings;
    }
}
