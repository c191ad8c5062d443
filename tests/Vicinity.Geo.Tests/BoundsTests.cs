using Vicinity.Geo;

namespace Vicinity.Geo.Tests;

public sealed class BoundsTests
{
    [Theory]
    [InlineData(double.NaN, 0, "latitude NaN")]
    [InlineData(90.0001, 0, "latitude 90.0001")]
    [InlineData(0, -180.5, "longitude -180.5")]
    [InlineData(0, double.PositiveInfinity, "longitude Infinity")]
    public void A_place_off_the_globe_is_refused_with_value_and_bound(double latitude, double longitude, string says)
    {
        GeoPoint.TryAt(latitude, longitude, out _, out string? reason).ShouldBeFalse();
        reason.ShouldStartWith(says);
        Should.Throw<ArgumentException>(() => GeoPoint.At(latitude, longitude));
    }

    [Fact]
    public void A_box_is_read_from_text()
    {
        BoundingBox.TryParse("-123.3, 49.2,-123.1,49.3", out BoundingBox box, out _).ShouldBeTrue();
        box.ShouldBe(BoundingBox.Of(-123.3, 49.2, -123.1, 49.3));
        box.Contains(GeoPoint.At(49.2, -123.3)).ShouldBeTrue();
        box.Contains(GeoPoint.At(49.31, -123.2)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1,2,3", "four numbers")]
    [InlineData("a,2,3,4", "four numbers")]
    [InlineData(null, "four numbers")]
    [InlineData("0,50,1,49", "southern edge 50")]
    [InlineData("0,0,0,91", "latitude 91")]
    public void What_is_no_box_is_refused_with_a_reason(string? text, string says)
    {
        BoundingBox.TryParse(text, out _, out string? reason).ShouldBeFalse();
        reason.ShouldContain(says);
    }

    [Fact]
    public void A_box_over_the_antimeridian_holds_both_sides()
    {
        BoundingBox box = BoundingBox.Of(170, -10, -170, 10);
        box.CrossesAntimeridian.ShouldBeTrue();
        box.Contains(GeoPoint.At(0, 175)).ShouldBeTrue();
        box.Contains(GeoPoint.At(0, -175)).ShouldBeTrue();
        box.Contains(GeoPoint.At(0, 0)).ShouldBeFalse();
        box.Intersects(BoundingBox.Of(-175, 0, -160, 5)).ShouldBeTrue();
        box.Intersects(BoundingBox.Of(0, 0, 10, 5)).ShouldBeFalse();
        BoundingBox.Of(0, 0, 175, 5).Intersects(box).ShouldBeTrue();
    }

    [Fact]
    public void Cells_are_half_open_but_for_the_last()
    {
        var grid = new CellGrid(0, 10, 2, 0, 10, 2);
        (int[,] cells, int outside) = grid.Count([(0, 0), (5, 5), (10, 10), (4.999, 10), (10, 0), (10.001, 0), (double.NaN, 1)]);
        cells.ShouldBe(new[,] { { 1, 2 }, { 1, 1 } });
        outside.ShouldBe(2);
    }
}
