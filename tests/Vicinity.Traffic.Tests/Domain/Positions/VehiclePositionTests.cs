using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class VehiclePositionTests
{
    private const long Now = 1_788_000_000_000;

    [Theory]
    [InlineData("", 0, 0, 0, 0, Now, "no id")]
    [InlineData("a\u0007", 0, 0, 0, 0, Now, "U+0007")]
    [InlineData("bus", double.NaN, 0, 0, 0, Now, "latitude NaN is not between -90 and 90")]
    [InlineData("bus", 0, 181, 0, 0, Now, "longitude 181 is not between -180 and 180")]
    [InlineData("M\uFFFD-1", 1, 1, 0, 0, Now, "not in the encoding")]
    [InlineData("bus", -0.000001, 0.000001, 0, 0, Now, "the place is (0, 0), which receivers give when they have none")]
    [InlineData("bus", 1, 1, -1, 0, Now, "speed -1 is not between 0 and 1000")]
    [InlineData("bus", 1, 1, double.PositiveInfinity, 0, Now, "speed Infinity")]
    [InlineData("bus", 1, 1, 0, 361, Now, "heading 361 is not between 0 and 360")]
    [InlineData("bus", 0, 0, 0, 0, Now, "the place is (0, 0)")]
    [InlineData("bus", 1, 1, 0, 0, 1_788_000_000, "timestamp 1788000000 is not between 631152000000 (1990)")]
    [InlineData("bus", 1, 1, 0, 0, long.MaxValue, "4102444800000 (2100)")]
    public void What_is_no_position_is_refused_with_value_and_bound(
        string vehicle, double latitude, double longitude, double speed, double heading, long timestamp, string says)
    {
        VehiclePosition.TryCreate(vehicle, latitude, longitude, speed, heading, timestamp, PositionSource.Api, out _, out string? reason).ShouldBeFalse();
        reason.ShouldContain(says);
    }

    [Fact]
    public void An_id_that_is_too_long_is_refused() =>
        VehiclePosition.RefuseVehicle(new string('a', 129))!.ShouldContain("129 characters is longer than 128");

    [Fact]
    public void Full_circle_is_north() => VehiclePosition.Create("bus", 0, 1, Now, heading: 360).Heading.ShouldBe(0);

    [Fact]
    public void A_position_goes_to_the_topic_of_its_quadrant()
    {
        var map = new QuadrantMap();
        VehiclePosition position = VehiclePosition.Create("bus 12", 49.2627, -123.2467, Now);
        string topic = map.TopicOf(position.Point);
        topic.ShouldBe("traffic." + map.QuadrantOf(position.Point).QuadKey);
        topic.Length.ShouldBe("traffic.".Length + 14);
        QuadrantMap.TryQuadrantOf(topic, out var quadrant).ShouldBeTrue();
        quadrant.ShouldBe(map.QuadrantOf(position.Point));
    }

    [Theory]
    [InlineData("traffic.")]
    [InlineData("traffic.01234")]
    [InlineData("orders")]
    [InlineData(null)]
    public void Other_topics_are_no_quadrants(string? topic) => QuadrantMap.TryQuadrantOf(topic, out _).ShouldBeFalse();

    [Fact]
    public void Who_does_not_report_does_not_read()
    {
        var rule = new Participation(TimeSpan.FromMinutes(5));
        rule.Refuse(null, null, Now)!.ShouldContain("POST /api/traffic/positions");
        rule.Refuse("me", null, Now)!.ShouldContain("'me' has not reported");
        rule.Refuse("me", Now - 600_000, Now)!.ShouldContain("is 10 minutes old");
        rule.Refuse("me", Now - 300_000, Now).ShouldBeNull();
        rule.Refuse("me", Now + 1000, Now).ShouldBeNull();
    }
}
