using System.Text;
using Vicinity.Feeds;

namespace Vicinity.Weather.Tests;

public sealed class RecordedReadingsTests
{
    private const long Time = 1_423_072_260_000;

    [Fact]
    public void A_row_is_an_air_and_a_pollution_reading_numbered_by_sensor()
    {
        (List<Reading> readings, TraceReport report) = Read("co2,humidity_pct,other,timestamp,sensor_id,temperature_c\n721.25,27.272,x,2015-02-04 17:51:00,413,23.18\n700,30,x,1423072320,7,20\n690,31,x,2015-02-04T17:53:00Z,413,21\n");
        readings.ShouldBe(
        [
            new("413", 0, ReadingKind.Air, Time, 23.18, 27.272, "413"), new("413", 1, ReadingKind.Pollution, Time, 721.25, 0, "413"),
            new("7", 0, ReadingKind.Air, Time + 60_000, 20, 30, "7"), new("7", 1, ReadingKind.Pollution, Time + 60_000, 700, 0, "7"),
            new("413", 2, ReadingKind.Air, Time + 120_000, 21, 31, "413"), new("413", 3, ReadingKind.Pollution, Time + 120_000, 690, 0, "413"),
        ]);
        report.BadRows.ShouldBe(0);
    }

    [Fact]
    public void A_file_without_a_sensor_takes_the_name_and_place_that_are_given() =>
        Read("time,co2\n2015-02-04 17:51:00,500\n", "office", "Büro").Readings.ShouldBe([new("office", 0, ReadingKind.Pollution, Time, 500, 0, "Büro")]);

    [Fact]
    public void Rows_and_values_that_cannot_be_used_are_counted_and_named()
    {
        (List<Reading> readings, TraceReport report) = Read("time,temperature,humidity,co2\nsoon,20,40,400\n2015-02-04 17:51:00,warm,40,400\n2015-02-04 17:52:00,20,40,\n2015-02-04 17:53:00,NaN,40,-5\n2015-02-04 17:54:00\n\n");
        readings.Select(r => (r.Kind, r.Number)).ShouldBe([(ReadingKind.Pollution, 0), (ReadingKind.Air, 1)]);
        report.BadRows.ShouldBe(3);
        report.Problems[0].ToString().ShouldContain("the time 'soon' is neither like 2015-02-04 17:51:00 nor Unix seconds");
        report.ValuesLeftOut.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_with_the_columns_that_are_needed() =>
        Should.Throw<TraceFormatException>(() => Read("time,speed,x\n1,2,3\n")).Message.ShouldStartWith("the columns are 'time', 'speed', 'x'; a recording of weather has a time (timestamp");

    private static (List<Reading> Readings, TraceReport Report) Read(string csv, string sensor = "recorded", string? place = null)
    {
        using RecordedReadings recorded = RecordedReadings.Of(TraceInput.Of(new MemoryStream(Encoding.UTF8.GetBytes(csv))), sensor, place);
        List<Reading> readings = [];
        while (recorded.TryRead(out TraceRow<Reading> row)) readings.Add(row.Value);
        return (readings, recorded.Report);
    }
}
