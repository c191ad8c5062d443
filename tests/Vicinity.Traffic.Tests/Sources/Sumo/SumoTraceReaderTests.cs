using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class SumoTraceReaderTests
{
    private const string Fcd = """
        <?xml version="1.0"?>
        <fcd-export>
            <timestep time="1.50">
                <vehicle id="0" x="700.00" y="700.00" angle="90.00" speed="1.51" lane="A_0"/>
                <vehicle id="1" x="oops" y="700.00" angle="90.00" speed="1.51"/>
                <vehicle id="2" x="1.00" y="2.00" angle="0" speed="0"/>
            </timestep>
        </fcd-export>
        """;

    private const string Degrees = """<vehicle id="v" x="13.388900" y="52.516300" angle="90.00" speed="8.3"/>""";
    private const string Metres = """<vehicle id="v" x="13.39" y="52.52" angle="90.00" speed="8.3"/>""";

    private static readonly VehiclePosition s_inBerlin = VehiclePosition.Create("v", 52.5163, 13.3889, 946_684_800_000, 8.3, 90, PositionSource.Replay);

    [Fact]
    public void A_trace_is_read_and_its_bad_rows_are_named()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(Fcd);
        rows.Select(r => r.Value.Vehicle).ShouldBe(["0", "2"]);
        rows[0].Value.Point.ShouldBe(DemoTrace.Plane.Anchor);
        rows[0].PlayAt.ShouldBe(946_684_801_500);
        report.Problems.Single().ToString().ShouldBe("line 5: x or y is no number");
    }

    [Fact]
    public void A_cut_file_is_read_up_to_the_cut()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(Fcd[..Fcd.IndexOf("<vehicle id=\"2\"", StringComparison.Ordinal)]);
        rows.Count.ShouldBe(1);
        report.Problems[^1].Reason.ShouldStartWith("the file breaks off");
    }

    [Fact]
    public void Degrees_are_told_from_metres_by_the_form_of_all_the_first_coordinates()
    {
        Traces.OfFile(Trace("0.00", Degrees)).Rows.Single().Value.ShouldBe(s_inBerlin);
        Traces.OfFile(Trace("0.00", Metres)).Rows.Single().Value.Point.ShouldBe(DemoTrace.Plane.ToPoint(13.39, 52.52));
        string far = """<vehicle id="w" x="213.388900" y="52.516300"/>""";
        Traces.OfFile(Trace("0.00", Degrees + far)).Rows[0].Value.Point.ShouldBe(DemoTrace.Plane.ToPoint(13.3889, 52.5163));
    }

    [Fact]
    public void What_the_head_says_of_degrees_or_who_replays_is_believed()
    {
        string head = """<!-- <output><fcd-output value="f.xml"/><fcd-output.geo value="true"/></output> -->""";
        Traces.OfFile(head + Trace("0.00", Metres)).Rows.Single().Value.Point.Latitude.ShouldBe(52.52);
        Traces.OfFile(head.Replace("<fcd-output.geo value=\"true\"/>", "") + Trace("0.00", Degrees)).Rows.Single().Value.Point.ShouldBe(DemoTrace.Plane.ToPoint(13.3889, 52.5163));
        Traces.OfFile(Trace("0.00", Metres), new TraceOptions { Places = TracePlaces.Degrees }).Rows.Single().Value.Point.Latitude.ShouldBe(52.52);
        Traces.OfFile(Trace("0.00", Degrees), new TraceOptions { Places = TracePlaces.Metres }).Rows.Single().Value.Point.ShouldBe(DemoTrace.Plane.ToPoint(13.3889, 52.5163));
    }

    [Theory]
    [InlineData("1.50", 1.5)]
    [InlineData("00:00:01.50", 1.5)]
    [InlineData("01:02:03", 3723)]
    [InlineData("2:01:02:03", 176_523)]
    [InlineData("-00:00:02", -2)]
    [InlineData("1:2:3:4:5", double.NaN)]
    [InlineData("01:-2:03", double.NaN)]
    [InlineData("soon", double.NaN)]
    public void Times_are_read_in_seconds_and_as_people_read_them(string text, double seconds) => SumoTime.Parse(text).ShouldBe(seconds);

    [Fact]
    public void Human_readable_timesteps_are_replayed_at_their_times() =>
        Traces.OfFile(Trace("1:00:00:01.50", Metres)).Rows.Single().PlayAt.ShouldBe(946_684_800_000 + 86_401_500);

    [Theory]
    [InlineData("<net version=\"1\"></net>", "street network")]
    [InlineData("<gpx><trk/></gpx>", "'gpx'; a SUMO FCD trace is a 'fcd-export'")]
    [InlineData("<", "begins like XML and is none")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><fcd-export/>", "begins like XML and is none")]
    public void Other_XML_is_refused_with_a_reason(string text, string says) =>
        Should.Throw<TraceFormatException>(() => Traces.OfFile(text)).Message.ShouldContain(says);

    [Fact]
    public void Elements_that_lie_too_deep_end_the_reading()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 1000)) + Metres + string.Concat(Enumerable.Repeat("</a>", 1000));
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(Trace("0", Metres + deep + Metres));
        rows.Count.ShouldBe(1);
        report.Problems.Single().Reason.ShouldContain("deeper than 32");
    }

    [Fact]
    public void An_element_that_does_not_end_within_megabytes_ends_the_reading()
    {
        string endless = $"<vehicle id=\"{new string('x', 5_000_000)}\" x=\"1.00\" y=\"2.00\"/>";
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(Trace("0", Metres + endless + Metres));
        rows.Count.ShouldBe(1);
        report.Problems.Single().Reason.ShouldContain("longer than 4194304 bytes");
    }

    [Fact]
    public void A_speed_or_angle_that_cannot_be_is_left_out_and_the_position_is_kept()
    {
        (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.OfFile(Trace("0", """<vehicle id="v" x="1.00" y="2.00" angle="-400" speed="-1"/>"""));
        (double.IsNaN(rows.Single().Value.Speed), double.IsNaN(rows.Single().Value.Heading), report.ValuesLeftOut).ShouldBe((true, true, 1));
        report.FirstLeftOut!.ToString().ShouldBe("line 1: heading -400 is not between 0 and 360 degrees");
    }

    [Fact]
    public void A_damaged_trace_never_does_more_than_cost_positions()
    {
        byte[] trace = Encoding.UTF8.GetBytes(Fcd);
        Prop.ForAll(Gen.Choose(0, trace.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ToArbitrary(), change =>
        {
            byte[] damaged = [.. trace];
            damaged[change.at] = (byte)change.value;
            try
            {
                (List<TraceRow<VehiclePosition>> rows, TraceReport report) = Traces.ToEnd(new SumoTraceReader(Traces.Input(damaged), new TraceOptions()));
                return rows.Count <= 3 && rows.Count == report.GoodRows;
            }
            catch (TraceFormatException refused)
            {
                return refused.Message.Length > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static string Trace(string time, string vehicles) => $"<fcd-export><timestep time=\"{time}\">{vehicles}</timestep></fcd-export>";
}
