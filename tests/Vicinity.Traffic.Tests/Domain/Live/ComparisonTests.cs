using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class ComparisonTests
{
    private const int Zoom = 18;

    [Fact]
    public void The_error_is_the_distance_to_the_centre_of_the_hottest_cell_nearby()
    {
        Tile own = Tile.At(GeoPoint.At(49.26, -123.24), Zoom);
        Tile hotter = Tile.Of(own.X + 1, own.Y, Zoom);
        GeoPoint centre = own.Centre;
        Comparison comparison = Comparison.Of(
            [Vehicle(centre), Vehicle(GeoPoint.At(0, 0))], [new HeatCell(own.Key, 1), new HeatCell(hotter.Key, 3)], Zoom);
        comparison.Vehicles.ShouldBe(2);
        comparison.VehiclesInHeat.ShouldBe(1);
        comparison.VehiclesMissingFromHeat.ShouldBe(1);
        comparison.CellsWithoutVehicle.ShouldBe(1);
        comparison.MeanErrorMetres!.Value.ShouldBe(Globe.Distance(centre, hotter.Centre), 1e-9);
        comparison.Text.ShouldStartWith("The heat map places 1 of 2 vehicles, 1 missing, on average 100 m off");
        comparison.Text.ShouldEndWith("; 1 warm cell without a vehicle now.");
    }

    [Fact]
    public void The_own_cell_wins_a_tie()
    {
        Tile own = Tile.At(GeoPoint.At(49.26, -123.24), Zoom);
        HeatCell[] cells = [.. own.Neighbours.Append(own).Select(t => new HeatCell(t.Key, 1))];
        Comparison.Of([Vehicle(own.Centre)], cells, Zoom).LargestErrorMetres!.Value.ShouldBe(0, 1e-6);
    }

    [Fact]
    public void Nothing_and_nobody_have_their_own_words()
    {
        Comparison.Of([], [], Zoom).Text.ShouldContain("no vehicle and no heat");
        Comparison.Of([], [new HeatCell(Tile.At(GeoPoint.At(1, 1), Zoom).Key, 1)], Zoom).Text.ShouldContain("still warm");
        Comparison.Of([Vehicle(GeoPoint.At(1, 1))], [], Zoom).MeanErrorMetres.ShouldBeNull();
    }

    private static Fix Vehicle(GeoPoint point) => new()
    {
        Key = TileKey.At(point.Latitude, point.Longitude, Tile.MaxZoom),
        Latitude = point.Latitude,
        Longitude = point.Longitude,
        Timestamp = 1,
    };
}
