using FsCheck;
using FsCheck.Fluent;
using Vicinity.Geo;

namespace Vicinity.Geo.Tests;

public sealed class GlobeTests
{
    private static readonly Arbitrary<(GeoPoint From, double Bearing, double Metres)> s_trips = Gen.Choose(-80_000_000, 80_000_000)
        .SelectMany(_ => Gen.Choose(-180_000_000, 180_000_000), (latitude, longitude) => GeoPoint.At(latitude / 1e6, longitude / 1e6))
        .SelectMany(_ => Gen.Choose(0, 359_999), (from, bearing) => (from, bearing / 1000.0))
        .SelectMany(_ => Gen.Choose(1, 1_000_000), (t, metres) => (t.from, t.Item2, (double)metres))
        .ToArbitrary();

    [Fact]
    public void A_degree_of_the_equator_is_111_kilometres() =>
        Globe.Distance(GeoPoint.At(0, 0), GeoPoint.At(0, 1)).ShouldBe(111_195.08, 0.01);

    [Fact]
    public void Half_the_globe_is_pi_times_its_radius() =>
        Globe.Distance(GeoPoint.At(90, 0), GeoPoint.At(-90, 0)).ShouldBe(Math.PI * Globe.Radius, 0.001);

    [Fact]
    public void Nashville_and_Los_Angeles_are_2886_kilometres_apart() =>
        (Globe.Distance(GeoPoint.At(36.12, -86.67), GeoPoint.At(33.94, -118.40)) / 1000).ShouldBe(2886.448, 0.01);

    [Fact]
    public void Going_somewhere_covers_the_distance_in_the_direction() => Prop.ForAll(s_trips, trip =>
    {
        GeoPoint there = Globe.Destination(trip.From, trip.Bearing, trip.Metres);
        double turn = Math.Abs(Globe.Bearing(trip.From, there) - trip.Bearing);
        return Math.Abs(Globe.Distance(trip.From, there) - trip.Metres) < 0.01
            && (Math.Min(turn, 360 - turn) < 0.01 || trip.Metres < 10)
            && Globe.Distance(trip.From, there) == Globe.Distance(there, trip.From);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 90)]
    [InlineData(-1, 0, 180)]
    [InlineData(0, -1, 270)]
    public void Bearings_go_clockwise_from_north(double latitude, double longitude, double bearing) =>
        Globe.Bearing(GeoPoint.At(0, 0), GeoPoint.At(latitude, longitude)).ShouldBe(bearing, 1e-9);

    [Fact]
    public void A_plane_and_back_is_the_same_place() => Prop.ForAll(s_trips, trip =>
    {
        var plane = new LocalPlane(trip.From, 700, 700);
        double x = 700 + trip.Metres / 100, y = 700 - trip.Metres / 200;
        (double latitude, double longitude) = plane.ToDegrees(x, y);
        if (Math.Abs(longitude) > 180) return true;
        (double backX, double backY) = plane.ToMetres(GeoPoint.At(latitude, longitude));
        return Math.Abs(backX - x) < 1e-5 && Math.Abs(backY - y) < 1e-5;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Distances_on_a_plane_are_those_of_the_globe()
    {
        var plane = new LocalPlane(GeoPoint.At(49.26, -123.25));
        Globe.Distance(plane.ToPoint(0, 0), plane.ToPoint(300, 400)).ShouldBe(500, 0.05);
        Should.Throw<ArgumentException>(() => new LocalPlane(GeoPoint.At(89.5, 0))).Message.ShouldContain("89 degrees");
    }
}
