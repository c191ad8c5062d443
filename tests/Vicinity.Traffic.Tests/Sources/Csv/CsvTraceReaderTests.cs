using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class CsvTraceReaderTests
{
    private const string Header = "vehicle,lat,lon,time\n";

    [Fact]
    public void Columns_are_found_by_their_names_in_any_order_and_unit()
    {
        TraceRow<VehiclePosition> row = Read("lng;speed_kmh;bearing;lat;other;time;id\r\n-123.25;36;90;49.25;x;2015-09-06T00:00:47-05:00;\"bus; 7\"\r\n").Rows.Single();
        row.Value.ShouldBe(VehiclePosition.Create("bus; 7", 49.25, -123.25, 1_441_515_647_000, 10, 90, PositionSource.Replay));
        row.PlayAt.ShouldBe(1_441_515_647_000);
    }

    [Theory]
    [InlineData("timestamp", "1788000000", 1_788_000_000_000)]
    [InlineData("timestamp", "1788000000.5", 1_788_000_000_500)]
    [InlineData("timestamp", "1788000000123", 1_788_000_000_123)]
    [InlineData("timestamp", "1788000000123456", 1_788_000_000_123)]
    [InlineData("timestamp", "1788000000123456789", 1_788_000_000_123)]
    [InlineData("time", "2026-08-29T12:00:00Z", 1_788_004_800_000)]
    [InlineData("time", "2026-08-29 12:00:00", 1_788_004_800_000)]
    [InlineData("time", "20260829120000", 1_788_004_800_000)]
    [InlineData("t_s", "1.25", 1_000_000_001_250)]
    [InlineData("t_ms", "7", 1_000_000_000_007)]
    public void Times_are_read_in_all_their_forms(string column, string text, long expected) =>
        Read($"vehicle,latitude,longitude,{column}\na,1,2,{text}\n").Rows.Single().PlayAt.ShouldBe(expected);

    [Fact]
    public void Metres_are_placed_by_the_plane()
    {
        TraceRow<VehiclePosition> row = Read("vehicle,x_m,y_m,t_s\na,700,700,0\n").Rows.Single();
        DemoTrace.Plane.Anchor.ShouldBe(row.Value.Point);
    }

    [Fact]
    public void Bad_rows_are_counted_and_named_and_the_rest_is_read()
    {
        string good = "a,1,2,1788000000\n";
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Read(
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
        TraceReport report = Read(Header + string.Concat(Enumerable.Repeat("bad\n", 1000))).Report;
        report.BadRows.ShouldBe(1000);
        report.Problems.Count.ShouldBe(TraceReport.MaxProblems);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n  \n", "empty")]
    [InlineData("lat,lon,time\n", "vehicle column")]
    [InlineData("vehicle,lat,lon\n", "time column")]
    [InlineData("vehicle,lat,time\n", "places")]
    [InlineData("vehicle,x_m,time\n", "its columns are: vehicle, x_m, time")]
    [InlineData("sep=x\nvehicle,lat,lon,time\n", "'sep=x' does not name a separator")]
    public void A_file_without_the_columns_is_refused(string text, string says) =>
        Should.Throw<TraceFormatException>(() => Read(text)).Message.ShouldContain(says);

    [Fact]
    public void Every_line_is_either_a_position_or_a_bad_row() => Prop.ForAll(
        Gen.Elements("a", "1", "91", "", "\"", "\"\"", "é", "\ud800", "NaN", "1e999", "1788000000").ListOf().Select(f => string.Join(',', f)).ListOf().ToArbitrary(),
        lines =>
        {
            (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Read(Header + string.Join('\n', lines));
            return rows.Count == report.GoodRows && report.GoodRows + report.BadRows == lines.Count(l => l.Trim().Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_quote_within_quotes_is_written_twice_and_read_once() =>
        Read(Header + "\"bus \"\"7\"\"\",1,2,1788000000\n").Rows.Single().Value.Vehicle.ShouldBe("bus \"7\"");

    [Fact]
    public void A_quote_that_is_not_closed_costs_its_line_and_no_other()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Read(Header + "a,1,2,1788000000\n\"b,1,2,1788000000\nc,1,2,1788000000\n\"d\",1,2,1788000000\n");
        rows.Select(r => r.Value.Vehicle).ShouldBe(["a", "c", "d"]);
        report.Problems.Single().ToString().ShouldStartWith("line 3: a double quote is not closed");
    }

    [Theory]
    [InlineData("\"name, or id\";id;lat;lon;time\nx;a;1;2;1788000000\n")]
    [InlineData("sep=;\r\nid;lat;lon;time\r\na;1;2;1788000000\r\n")]
    [InlineData("\"sep=;\"\nid;lat;lon;time\na;1;2;1788000000\n")]
    [InlineData("\n\r\n  \nid,lat,lon,time\na,1,2,1788000000\n")]
    [InlineData("id\tlat\tlon\ttime\na\t1\t2\t1788000000\n")]
    [InlineData("id|lat|lon|time\na|1|2|1788000000\n")]
    [InlineData("id;lat;lon;time;a,b\na;1;2;1788000000;3,4\n")]
    [InlineData("id;lat;lon;time\na;1,0;2,0;1788000000,0\n")]
    [InlineData("id,lat,lon,time\ra,1,2,1788000000\r")]
    [InlineData("id,lat,lon,time\na,1,2,20260829T104000Z\n")]
    [InlineData("id,lat,lon,time\na,1,2,2026-08-29 10:40:00 UTC\n")]
    public void Separators_first_lines_and_decimal_commas_are_read_as_spreadsheets_write_them(string text)
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(text);
        report.Problems.ShouldBeEmpty();
        rows.Single().Value.ShouldBe(VehiclePosition.Create("a", 1, 2, Traces.Time, source: PositionSource.Replay));
    }

    [Fact]
    public void A_comma_that_separates_fields_is_no_decimal_comma() =>
        Read("id,lat,lon,time\na,\"1,5\",2,1788000000\n").Report.Problems.Single().Reason.ShouldBe("latitude '1,5' is no number");

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("NaN", "null", 0)]
    [InlineData("N/A", "NA", 0)]
    [InlineData("-1", "-1.0", 0)]
    [InlineData("-", "\\N", 0)]
    [InlineData("-7", "5", 1)]
    [InlineData("1e999", "361", 1)]
    [InlineData("fast", "north", 1)]
    public void A_speed_or_heading_that_is_absent_or_cannot_be_is_left_out_and_the_position_is_kept(string speed, string heading, int leftOut)
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Read($"id,lat,lon,time,speed_kmh,heading\na,1,2,1788000000,{speed},{heading}\n");
        double.IsNaN(rows.Single().Value.Speed).ShouldBeTrue();
        rows.Single().Value.Heading.ShouldBe(heading == "5" ? 5 : double.NaN);
        (report.BadRows, report.ValuesLeftOut).ShouldBe((0, leftOut));
        (report.FirstLeftOut is null).ShouldBe(leftOut == 0);
    }

    [Fact]
    public void Ids_in_another_encoding_are_bad_rows_that_say_so_and_never_one_vehicle()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(Encoding.Latin1.GetBytes(Header + "M\u00dc-1,1,2,1788000000\nM\u00d6-1,1,2,1788000000\nM-1,1,2,1788000000\n"));
        rows.Single().Value.Vehicle.ShouldBe("M-1");
        report.BadRows.ShouldBe(2);
        report.Problems.ShouldAllBe(p => p.Reason.Contains("encoding") && p.Reason.Contains("UTF-8"));
    }

    [Fact]
    public void Text_in_UTF_16_with_a_byte_order_mark_is_read()
    {
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8 })
            Traces.OfFile([.. encoding.GetPreamble(), .. encoding.GetBytes(Header + "M\u00dc-1,1,2,1788000000\n")]).Rows.Single().Value.Vehicle.ShouldBe("MÜ-1");
    }

    [Fact]
    public void The_place_zero_zero_is_a_bad_row_with_its_reason() =>
        Read(Header + "a,0,0.0,1788000000\n").Report.Problems.Single().ToString().ShouldBe("line 2: the place is (0, 0), which receivers give when they have none");

    [Fact]
    public void Rows_out_of_time_order_are_read_and_counted()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Read(Header + "a,1,2,1788000005\na,1,2,1788000003\na,1,2,1788000004\na,1,2,1788000006\n");
        rows.Count.ShouldBe(4);
        report.Earlier.ShouldBe(2);
        report.FirstEarlier!.ToString().ShouldBe("line 3: 2 s before a row above it");
    }

    private static (List<TraceRow<VehiclePosition>> Rows, TraceReport Report) Read(string text) =>
        Traces.ToEnd(new CsvTraceReader(Traces.Input(text), new TraceOptions { RelativeStart = 1_000_000_000_000 }));
}
