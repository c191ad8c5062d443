using FsCheck;
using FsCheck.Fluent;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class CsvTraceReaderTests
{
    [Fact]
    public void Columns_are_found_by_their_names_in_any_order_and_unit()
    {
        TraceRow row = Read("lng;speed_kmh;bearing;lat;other;time;id\r\n-123.25;36;90;49.25;x;2015-09-06T00:00:47-05:00;\"bus; 7\"\r\n").Rows.Single();
        row.Position.ShouldBe(VehiclePosition.Create("bus; 7", 49.25, -123.25, 1_441_515_647_000, 10, 90, PositionSource.Replay));
        row.PlayAt.ShouldBe(1_441_515_647_000);
    }

    [Theory]
    [InlineData("timestamp", "1788000000", 1_788_000_000_000)]
    [InlineData("timestamp", "1788000000.5", 1_788_000_000_500)]
    [InlineData("timestamp", "1788000000123", 1_788_000_000_123)]
    [InlineData("time", "2026-08-29T12:00:00Z", 1_788_004_800_000)]
    [InlineData("time", "2026-08-29 12:00:00", 1_788_004_800_000)]
    [InlineData("t_s", "1.25", 1_000_000_001_250)]
    [InlineData("t_ms", "7", 1_000_000_000_007)]
    public void Times_are_read_in_all_their_forms(string column, string text, long expected) =>
        Read($"vehicle,latitude,longitude,{column}\na,1,2,{text}\n").Rows.Single().PlayAt.ShouldBe(expected);

    [Fact]
    public void Metres_are_placed_by_the_plane()
    {
        TraceRow row = Read("vehicle,x_m,y_m,t_s\na,700,700,0\n").Rows.Single();
        DemoTrace.Plane.Anchor.ShouldBe(row.Position.Point);
    }

    [Fact]
    public void Bad_rows_are_counted_and_named_and_the_rest_is_read()
    {
        string good = "a,1,2,1788000000\n";
        (List<TraceRow> rows, TraceReport report) = Read(
            "vehicle,latitude,longitude,timestamp\n" + good + "a,91,2,1788000000\n" + "a,x,2,1788000000\n" + good + "a,1\n"
            + ",1,2,1788000000\n" + "a,1,2,yesterday\n" + new string('z', 70_000) + "\n\n" + good);
        rows.Count.ShouldBe(3);
        report.BadRows.ShouldBe(6);
        report.Problems.Select(p => p.ToString()).ShouldBe(
        [
            "line 3: latitude 91 is not between -90 and 90 degrees",
            "line 4: latitude 'x' is no number",
            "line 6: 2 fields where the header has 4",
            "line 7: the vehicle has no id",
            "line 8: the time 'yesterday' is neither ISO 8601 nor Unix seconds or milliseconds",
            "line 9: longer than 65536 characters",
        ]);
    }

    [Fact]
    public void Only_the_first_bad_rows_are_named_but_all_are_counted()
    {
        TraceReport report = Read("vehicle,lat,lon,time\n" + string.Concat(Enumerable.Repeat("bad\n", 1000))).Report;
        report.BadRows.ShouldBe(1000);
        report.Problems.Count.ShouldBe(TraceReport.MaxProblems);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("lat,lon,time\n", "vehicle column")]
    [InlineData("vehicle,lat,lon\n", "time column")]
    [InlineData("vehicle,lat,time\n", "places")]
    [InlineData("vehicle,x_m,time\n", "its columns are: vehicle, x_m, time")]
    public void A_file_without_the_columns_is_refused(string text, string says) =>
        Should.Throw<TraceFormatException>(() => Read(text)).Message.ShouldContain(says);

    [Fact]
    public void Every_line_is_either_a_position_or_a_bad_row() => Prop.ForAll(
        Gen.Elements("a", "1", "91", "", "\"", "é", "NaN", "1e999", "1788000000").ListOf().Select(f => string.Join(',', f)).ListOf().ToArbitrary(),
        lines =>
        {
            (List<TraceRow> rows, TraceReport report) = Read("vehicle,lat,lon,time\n" + string.Join('\n', lines));
            return rows.Count == report.Positions && report.Positions + report.BadRows == lines.Count(l => l.Trim().Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static (List<TraceRow> Rows, TraceReport Report) Read(string text)
    {
        using var reader = new CsvTraceReader(new StringReader(text), new TraceOptions { RelativeStart = 1_000_000_000_000 });
        var rows = new List<TraceRow>();
        while (reader.TryRead(out TraceRow row)) rows.Add(row);
        return (rows, reader.Report);
    }
}
