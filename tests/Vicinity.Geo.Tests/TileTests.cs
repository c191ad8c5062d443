using FsCheck;
using FsCheck.Fluent;
using Vicinity.Geo;

namespace Vicinity.Geo.Tests;

public sealed class TileTests
{
    private static readonly Arbitrary<(double Latitude, double Longitude)> s_places = Gen
        .Choose(-90_000_000, 90_000_000)
        .SelectMany(latitude => Gen.Choose(-180_000_000, 180_000_000), (latitude, longitude) => (latitude / 1e6, longitude / 1e6))
        .ToArbitrary();

    private static readonly Arbitrary<Tile> s_tiles = Gen.Choose(0, Tile.MaxZoom)
        .SelectMany(zoom => Gen.Choose(0, (1 << zoom) - 1), (zoom, x) => (zoom, x))
        .SelectMany(t => Gen.Choose(0, (1 << t.zoom) - 1), (t, y) => Tile.Of(t.x, y, t.zoom))
        .ToArbitrary();

    [Theory]
    [InlineData(3, 5, 3, "213")]
    [InlineData(0, 0, 0, "")]
    [InlineData(1, 0, 1, "1")]
    [InlineData(0, 1, 1, "2")]
    [InlineData(1, 1, 1, "3")]
    [InlineData(35210, 21493, 16, "1202102332221212")]
    public void A_tile_has_the_name_that_the_tile_system_gives_it(int x, int y, int zoom, string quadKey)
    {
        Tile.Of(x, y, zoom).QuadKey.ShouldBe(quadKey);
        Tile.Parse(quadKey).ShouldBe(Tile.Of(x, y, zoom));
    }

    [Theory]
    [InlineData(41.85, -87.65, 3, 2, 2)]
    [InlineData(0, 0, 1, 1, 1)]
    [InlineData(90, -180, 5, 0, 0)]
    [InlineData(-90, 180, 5, 31, 31)]
    [InlineData(49.2627, -123.2467, 14, 2582, 5608)]
    public void A_place_lies_in_the_known_tile(double latitude, double longitude, int zoom, int x, int y) =>
        Tile.At(GeoPoint.At(latitude, longitude), zoom).ShouldBe(Tile.Of(x, y, zoom));

    [Fact]
    public void Names_and_numbers_stand_for_the_same_tile() => Prop
        .ForAll(s_tiles, tile => Tile.Parse(tile.QuadKey) == tile && Tile.FromKey(tile.Key) == tile && tile.QuadKey.Length == tile.Zoom)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_tile_holds_its_centre_and_its_corner() => Prop
        .ForAll(s_tiles, tile => Tile.At(tile.Centre, tile.Zoom) == tile && tile.Bounds.Contains(tile.Centre))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_lies_in_the_bounds_of_its_tile_at_every_zoom() => Prop.ForAll(s_places, place =>
    {
        var point = GeoPoint.At(place.Latitude, place.Longitude);
        for (int zoom = 0; zoom <= Tile.MaxZoom; zoom++)
        {
            Tile tile = Tile.At(point, zoom);
            if (Math.Abs(point.Latitude) <= 85 && !Widened(tile.Bounds).Contains(point)) return false;
            if (zoom > 0 && tile.Parent != Tile.At(point, zoom - 1)) return false;
        }
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Children_have_their_parent_and_begin_with_its_name() => Prop
        .ForAll(s_tiles.Generator.Where(t => t.Zoom < Tile.MaxZoom).ToArbitrary(), tile => tile.Children.Select((child, digit) => (child, digit))
            .All(c => c.child.Parent == tile && c.child.QuadKey == tile.QuadKey + c.digit && tile.Contains(c.child)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Being_a_neighbour_is_mutual() => Prop
        .ForAll(s_tiles, tile => tile.Neighbours.All(n => n != tile && n.Neighbours.Contains(tile)) && tile.Neighbours.Distinct().Count() == tile.Neighbours.Count)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Neighbours_wrap_at_the_antimeridian_and_end_at_the_poles()
    {
        Tile.Of(0, 4, 3).Neighbours.ShouldContain(Tile.Of(7, 4, 3));
        Tile.Of(3, 0, 3).Neighbours.Count.ShouldBe(5);
        Tile.Of(3, 3, 3).Neighbours.Count.ShouldBe(8);
        Tile.Of(0, 0, 0).Neighbours.ShouldBeEmpty();
        Tile.Of(0, 0, 1).Neighbours.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("0124")]
    [InlineData("01a")]
    [InlineData("012301230123012301230123")]
    [InlineData(null)]
    public void What_is_no_quadkey_is_refused(string? text) => Tile.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_tile_off_the_map_is_refused_by_name()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Tile.Of(8, 0, 3)).Message.ShouldContain("0 to 7");
        Should.Throw<ArgumentOutOfRangeException>(() => Tile.Of(0, 0, 24)).Message.ShouldContain("0 to 23");
        Should.Throw<InvalidOperationException>(() => Tile.Of(0, 0, 0).Parent);
    }

    private static BoundingBox Widened(BoundingBox box) => BoundingBox.Of(
        Math.Max(-180, box.West - 1e-9), Math.Max(-90, box.South - 1e-9), Math.Min(180, box.East + 1e-9), Math.Min(90, box.North + 1e-9));
}
