using Vicinity.Feeds;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class ReaderGroundTruthTests
{
    public static TheoryData<string> Files => TraceTruth.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recorded_trace_gives_its_known_positions_and_counts(string file)
    {
        using ITraceReader<VehiclePosition> reader = TraceFile.Open(RecordedTraces.Path(file), new TraceOptions());
        var positions = new List<VehiclePosition>();
        while (reader.TryRead(out TraceRow<VehiclePosition> row)) positions.Add(row.Value);
        reader.Report.BadRows.ShouldBe(TraceTruth.Of(file).BadRows);
        reader.Report.ValuesLeftOut.ShouldBe(0);
        reader.Report.Earlier.ShouldBe(0);
        reader.Share.ShouldBe(1);
        reader.Report.GoodRows.ShouldBe(positions.Count);
        TraceTruth.Of(file).Check(positions);
    }

    [Fact]
    public void The_demo_trace_is_whole_and_its_quarters_are_four_quadrants()
    {
        using ITraceReader<VehiclePosition> reader = DemoTrace.Open(new TraceOptions());
        var positions = new List<VehiclePosition>();
        while (reader.TryRead(out TraceRow<VehiclePosition> row)) positions.Add(row.Value);
        TraceTruth.SumoCsv.Check(positions);

        var map = new QuadrantMap();
        Dictionary<Tile, int> counts = positions.GroupBy(p => map.QuadrantOf(p.Point)).ToDictionary(g => g.Key, g => g.Count());
        Tile northWest = map.QuadrantOf(DemoTrace.Plane.ToPoint(0, 1400));
        counts.ShouldBe(new Dictionary<Tile, int>
        {
            [northWest] = 18368,
            [Tile.Of(northWest.X + 1, northWest.Y, 14)] = 19050,
            [Tile.Of(northWest.X, northWest.Y + 1, 14)] = 19166,
            [Tile.Of(northWest.X + 1, northWest.Y + 1, 14)] = 18332,
        }, ignoreOrder: true);
    }

    [Fact]
    public void The_live_view_counts_a_trace_exactly()
    {
        const long start = 1_788_000_000_000;
        var view = new LiveView(new LiveViewOptions());
        using ITraceReader<VehiclePosition> reader = DemoTrace.Open(new TraceOptions { RelativeStart = start });
        while (reader.TryRead(out TraceRow<VehiclePosition> row)) view.Add(row.Value, row.PlayAt);
        IReadOnlyList<CellCount> cells = view.CountCells(14, BoundingBox.World, start - 1, start + 600_000);
        cells.Select(c => c.Count).Order().ShouldBe([18332, 18368, 19050, 19166]);
        var state = new List<Fix>();
        view.StateAt(start + 291_000, BoundingBox.World, state);
        state.Count(f => f.Timestamp == start + 291_000).ShouldBe(167);
    }
}
