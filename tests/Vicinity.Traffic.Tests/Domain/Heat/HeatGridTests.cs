using FsCheck;
using FsCheck.Fluent;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class HeatGridTests
{
    private const long Start = 1_788_000_000_000;
    private static readonly ulong s_here = TileKey.At(49.2627, -123.2467, Tile.MaxZoom);
    private static readonly HeatOptions s_options = new() { HalfLife = TimeSpan.FromSeconds(10), CoarsestZoom = 4, FinestZoom = 18 };

    private static readonly Arbitrary<(int Place, int Age)[]> s_positions = Gen
        .Choose(0, 20).SelectMany(_ => Gen.Choose(0, 100_000), (place, age) => (place, age))
        .ListOf().Select(l => l.ToArray()).ToArbitrary();

    [Fact]
    public void A_new_position_counts_one_and_half_after_a_half_life()
    {
        var heat = new HeatGrid(s_options);
        heat.Add(s_here, Start);
        Weight(heat, 18, Start).ShouldBe(1, 1e-9);
        Weight(heat, 18, Start + 10_000).ShouldBe(0.5, 1e-9);
        heat.Add(s_here, Start + 10_000);
        Weight(heat, 18, Start + 10_000).ShouldBe(1.5, 1e-9);
    }

    [Fact]
    public void Weights_are_the_decayed_sum_on_every_zoom_whatever_the_order() => Prop.ForAll(s_positions, positions =>
    {
        var heat = new HeatGrid(s_options);
        foreach ((int place, int age) in positions) heat.Add(KeyOf(place), Start - age);
        for (int zoom = 4; zoom <= 18; zoom++)
        {
            Dictionary<ulong, double> expected = positions
                .GroupBy(p => TileKey.Ancestor(KeyOf(p.Place), zoom))
                .ToDictionary(g => g.Key, g => g.Sum(p => Math.Pow(0.5, p.Age / 10_000.0)));
            List<HeatCell> cells = Cells(heat, zoom, Start, 0);
            if (cells.Count != expected.Count || cells.Any(c => Math.Abs(c.Weight - expected[c.Key]) > 1e-9 * (1 + c.Weight))) return false;
        }
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_stay_right_over_days()
    {
        var heat = new HeatGrid(s_options);
        for (int day = 0; day < 30; day++) heat.Add(s_here, Start + day * 86_400_000L);
        Weight(heat, 18, Start + 29 * 86_400_000L).ShouldBe(1, 1e-9);
        Weight(heat, 4, Start + 29 * 86_400_000L + 10_000).ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void Trimming_gives_up_the_cold_and_leaves_the_warm()
    {
        var heat = new HeatGrid(s_options);
        for (int i = 0; i < 20; i++) heat.Add(KeyOf(i), Start - i * 10_000);
        heat.Trim(Start, 0.2);
        Cells(heat, 18, Start, 0).Select(c => Math.Round(c.Weight, 6)).Order().ShouldBe([0.25, 0.5, 1]);
        Cells(heat, 4, Start, 0).Sum(c => c.Weight).ShouldBe(1.75, 1e-9);
    }

    [Fact]
    public void A_full_grid_gives_up_its_coldest_half()
    {
        var heat = new HeatGrid(s_options with { MaxCells = 16 });
        for (int i = 0; i < 17; i++) heat.Add(KeyOf(i), Start + i * 1000);
        heat.Cells.ShouldBeLessThan(12);
        Cells(heat, 18, Start, 0).ShouldContain(c => c.Key == TileKey.Ancestor(KeyOf(16), 18));
    }

    [Fact]
    public void Only_cells_of_the_box_are_collected()
    {
        var heat = new HeatGrid(s_options);
        heat.Add(s_here, Start);
        heat.Add(TileKey.At(10, 10, Tile.MaxZoom), Start);
        var cells = new List<HeatCell>();
        heat.Collect(16, BoundingBox.Of(-124, 49, -123, 50), Start, 0.01, cells);
        cells.Single().Key.ShouldBe(TileKey.Ancestor(s_here, 16));
    }

    [Fact]
    public void Options_out_of_bounds_are_refused()
    {
        Should.Throw<ArgumentException>(() => new HeatGrid(new HeatOptions { FinestZoom = 24 })).Message.ShouldContain("1 to 23");
        Should.Throw<ArgumentException>(() => new HeatGrid(new HeatOptions { HalfLife = TimeSpan.Zero })).Message.ShouldContain("half-life");
    }

    private static ulong KeyOf(int place) => TileKey.At(49.2 + place * 0.01, -123.2467, Tile.MaxZoom);

    private static double Weight(HeatGrid heat, int zoom, long now) => Cells(heat, zoom, now, 0).Single().Weight;

    private static List<HeatCell> Cells(HeatGrid heat, int zoom, long now, double coldest)
    {
        var cells = new List<HeatCell>();
        heat.Collect(zoom, BoundingBox.World, now, coldest, cells);
        return cells;
    }
}
