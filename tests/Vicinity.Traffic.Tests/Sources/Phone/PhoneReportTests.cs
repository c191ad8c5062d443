using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class PhoneReportTests
{
    private const long Now = 1_788_000_000_000;
    private const string OsmAndJson =
        """{"device_id":"me","location":{"timestamp":"2026-08-29T12:00:00Z","coords":{"latitude":49.28,"longitude":-123.27,"speed":5.5,"heading":20},"battery":{"level":0.5}}}""";

    private const string OwnTracksJson =
        """{"_type":"location","topic":"owntracks/jo/phone","lat":49.26,"lon":-123.25,"tst":1788000000,"vel":36,"cog":180,"batt":80}""";

    [Theory]
    [InlineData("1788000000", 1_788_000_000_000)]
    [InlineData("1788000000123", 1_788_000_000_123)]
    [InlineData("2026-08-29T12:00:00+02:00", 1_787_997_600_000)]
    [InlineData("2026-08-29 12:00:00", 1_788_004_800_000)]
    [InlineData("20260829T120000Z", 1_788_004_800_000)]
    [InlineData("2026-08-29 12:00:00 UTC", 1_788_004_800_000)]
    [InlineData("", Now)]
    public void Times_are_read_in_all_their_forms(string text, long expected)
    {
        OsmAndReport.TryTime(text, Now, out long time).ShouldBeTrue();
        time.ShouldBe(expected);
    }

    [Theory]
    [InlineData("lat=1&lon=2", "id or deviceid is missing")]
    [InlineData("id=a&lat=x&lon=2", "lat 'x' is no number")]
    [InlineData("id=a&lat=91&lon=2", "latitude 91")]
    [InlineData("id=a", "no place")]
    [InlineData("id=a&lat=0&lon=0", "the place is (0, 0)")]
    [InlineData("id=a&lat=1&lon=2&timestamp=soon", "the timestamp 'soon' is no time")]
    [InlineData("id=a&lat=1&lon=2&timestamp=5", "timestamp 5000 is not between")]
    public void What_is_no_report_is_refused_with_a_reason(string query, string says)
    {
        Dictionary<string, string> parameters = query.Split('&').ToDictionary(p => p.Split('=')[0], p => p.Split('=')[1]);
        OsmAndReport.TryParse(parameters.GetValueOrDefault, _ => null, Now, out _, out string? reason).ShouldBeFalse();
        reason.ShouldContain(says);
    }

    [Fact]
    public void Speeds_come_in_knots_by_query_in_metres_a_second_by_JSON_and_in_kilometres_an_hour_from_OwnTracks()
    {
        var parameters = new Dictionary<string, string> { ["id"] = "a", ["lat"] = "1", ["lon"] = "2", ["speed"] = "10" };
        OsmAndReport.TryParse(parameters.GetValueOrDefault, _ => null, Now, out VehiclePosition query, out _).ShouldBeTrue();
        query.Speed.ShouldBe(5.1444, 0.001);
        OsmAndReport.TryParseJson(Encoding.UTF8.GetBytes(OsmAndJson), Now, out VehiclePosition json, out _).ShouldBeTrue();
        json.ShouldBe(VehiclePosition.Create("me", 49.28, -123.27, 1_788_004_800_000, 5.5, 20, PositionSource.Phone));
        OwnTracksReport.TryParse(Encoding.UTF8.GetBytes(OwnTracksJson), null, null, out OwnTracksMessage kind, out VehiclePosition tracks, out _).ShouldBeTrue();
        kind.ShouldBe(OwnTracksMessage.Position);
        tracks.ShouldBe(VehiclePosition.Create("jo/phone", 49.26, -123.25, Now, 10, 180, PositionSource.Phone));
    }

    [Theory]
    [InlineData("""{"_type":"location","tid":"a","tst":1788000000}""", OwnTracksMessage.NoFix)]
    [InlineData("""{"_type":"location","tid":"a","lat":null,"lon":null,"tst":1788000000}""", OwnTracksMessage.NoFix)]
    [InlineData("""{"_type":"location","tid":"a","lat":0,"lon":0.0,"tst":1788000000}""", OwnTracksMessage.NoFix)]
    [InlineData("""{"_type":"encrypted","data":"abc"}""", OwnTracksMessage.Encrypted)]
    [InlineData("""{"_type":"waypoint","lat":1,"lon":2}""", OwnTracksMessage.Other)]
    [InlineData("""{"lat":1,"lon":2}""", OwnTracksMessage.Other)]
    public void OwnTracks_messages_without_a_position_are_told_apart_and_refused_none(string json, OwnTracksMessage expected)
    {
        OwnTracksReport.TryParse(Encoding.UTF8.GetBytes(json), null, null, out OwnTracksMessage message, out _, out _).ShouldBeTrue();
        message.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("true", false)]
    [InlineData("True", false)]
    [InlineData("1", false)]
    [InlineData("false", true)]
    [InlineData("False", true)]
    [InlineData("FALSE", true)]
    [InlineData("0", true)]
    [InlineData("no", true)]
    public void A_fix_is_valid_when_it_says_true_or_1_or_nothing(string? valid, bool invalid) =>
        OsmAndReport.IsInvalidFix(name => name == "valid" ? valid : null).ShouldBe(invalid);

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("NaN", "fast")]
    [InlineData("99999", "720")]
    public void A_speed_or_bearing_that_cannot_be_is_left_out_and_the_report_is_taken(string speed, string bearing)
    {
        var parameters = new Dictionary<string, string> { ["id"] = "a", ["lat"] = "1", ["lon"] = "2", ["speed"] = speed, ["bearing"] = bearing };
        OsmAndReport.TryParse(parameters.GetValueOrDefault, _ => null, Now, out VehiclePosition position, out _).ShouldBeTrue();
        (double.IsNaN(position.Speed), double.IsNaN(position.Heading)).ShouldBe((true, true));
        string json = OwnTracksJson.Replace("36", "-1").Replace("180,", "-1,");
        OwnTracksReport.TryParse(Encoding.UTF8.GetBytes(json), null, null, out _, out position, out _).ShouldBeTrue();
        (double.IsNaN(position.Speed), double.IsNaN(position.Heading)).ShouldBe((true, true));
    }

    [Fact]
    public void A_damaged_report_is_read_or_refused_but_never_fatal()
    {
        foreach (string good in new[] { OsmAndJson, OwnTracksJson })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(good);
            Prop.ForAll(Gen.Choose(0, bytes.Length - 1).SelectMany(_ => Gen.Choose(0, 255), (at, value) => (at, value)).ToArbitrary(), change =>
            {
                byte[] damaged = [.. bytes];
                damaged[change.at] = (byte)change.value;
                bool osmand = OsmAndReport.TryParseJson(damaged, Now, out _, out string? first) || first is { Length: > 0 };
                bool owntracks = OwnTracksReport.TryParse(damaged, null, null, out _, out _, out string? second) || second is { Length: > 0 };
                return osmand && owntracks;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        }
    }

    [Fact]
    public void Reports_are_remembered_within_their_bound()
    {
        var reports = new RecentReports(10);
        for (int i = 0; i < 100; i++) reports.Note($"v{i}", i);
        reports.Last("v99").ShouldBe(99);
        reports.Last("v0").ShouldBeNull();
    }
}
