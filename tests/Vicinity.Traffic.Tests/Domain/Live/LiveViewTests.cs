using FsCheck;
using FsCheck.Fluent;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class LiveViewTests
{
    private const long Now = 1_788_000_000_000;

    private static readonly LiveViewOptions s_options = new()
    {
        Stale = TimeSpan.FromSeconds(60),
        SilentIntervals = 0,
        History = TimeSpan.FromSeconds(600),
    };

    // Vehicle, place and age in seconds, in the order in which the positions come.
    private static readonly Arbitrary<(int Vehicle, int Place, int Age)[]> s_histories = Gen
        .Choose(0, 6).SelectMany(_ => Gen.Choose(0, 9), (vehicle, place) => (vehicle, place))
        .SelectMany(_ => Gen.Choose(0, 800), (p, age) => (p.vehicle, p.place, age))
        .ListOf().Select(l => l.ToArray()).ToArbitrary();

    [Fact]
    public void The_latest_position_counts_even_when_an_older_one_comes_later()
    {
        var view = new LiveView(s_options);
        view.Add(At("a", 1, Now), Now);
        view.Add(At("a", 2, Now - 5_000), Now);
        Latest(view, Now).Single().Latitude.ShouldBe(Latitude(1));
        view.Positions.ShouldBe(2);
    }

    [Fact]
    public void A_stale_vehicle_is_out()
    {
        var view = new LiveView(s_options);
        view.Add(At("a", 1, Now), Now);
        Latest(view, Now + 59_999).Count.ShouldBe(1);
        Latest(view, Now + 60_000).ShouldBeEmpty();
        view.CountVehicles(Now + 60_000).ShouldBe(0);
        view.LastSeen("a").ShouldBe(Now);
    }

    [Fact]
    public void A_vehicle_that_reports_often_is_out_soon_after_it_falls_silent_and_one_that_reports_seldom_is_not()
    {
        var view = new LiveView(s_options with { SilentIntervals = 5 });
        for (int i = 0; i <= 40; i++) view.Add(At("often", 1, Now + i * 1000), Now + i * 1000);
        for (int i = 0; i <= 4; i++) view.Add(At("seldom", 2, Now + i * 10_000), Now + i * 10_000);
        long last = Now + 40_000;
        Names(last + 10_000).ShouldBe(["often", "seldom"]);
        Names(last + 10_001).ShouldBe(["seldom"]);
        Names(last + 50_000).ShouldBe(["seldom"]);
        Names(last + 50_001).ShouldBeEmpty();
        var state = new List<Fix>();
        view.StateAt(last + 10_001, BoundingBox.World, state);
        state.Select(f => view.Vehicles.NameOf(f.Vehicle)).ShouldBe(["seldom"]);

        string[] Names(long now) => [.. Latest(view, now).Select(f => view.Vehicles.NameOf(f.Vehicle)).Order()];
    }

    [Fact]
    public void Several_positions_of_one_moment_or_the_same_one_again_are_no_rhythm_of_reports()
    {
        var view = new LiveView(s_options with { SilentIntervals = 5 });
        for (int i = 0; i < 3; i++) view.Add(At("at once", i, Now + i), Now + i);
        view.Add(At("seldom", 1, Now - 30_000), Now - 30_000);
        for (int i = 0; i < 20; i++) view.Add(At("seldom", 2, Now), Now + i * 1000);
        Latest(view, Now + 40_000).Select(f => view.Vehicles.NameOf(f.Vehicle)).Order().ShouldBe(["at once", "seldom"]);
    }

    [Fact]
    public void A_position_from_the_future_is_refused()
    {
        var view = new LiveView(s_options);
        view.Add(At("a", 1, Now + 600_001), Now).ShouldBeFalse();
        view.Add(At("a", 1, Now + 1_000), Now).ShouldBeTrue();
        view.Refused.ShouldBe(1);
    }

    [Fact]
    public void The_state_at_any_kept_moment_is_what_it_was() => Prop.ForAll(s_histories, history =>
    {
        var view = new LiveView(s_options);
        foreach ((int vehicle, int place, int age) in history) view.Add(At($"v{vehicle}", place, Now - age * 1000L), Now);
        foreach (int age in new[] { 0, 1, 7, 60, 61, 299, 500, 540 })
        {
            long at = Now - age * 1000L;
            Dictionary<string, long> expected = history
                .Where(p => Now - p.Age * 1000L <= at && Now - p.Age * 1000L > at - 60_000 && p.Age < 600)
                .GroupBy(p => $"v{p.Vehicle}").ToDictionary(g => g.Key, g => g.Max(p => Now - p.Age * 1000L));
            var state = new List<Fix>();
            view.StateAt(at, BoundingBox.World, state);
            if (state.Count != expected.Count) return false;
            if (state.Any(f => expected[view.Vehicles.NameOf(f.Vehicle)] != f.Timestamp)) return false;
        }
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_track_of_a_vehicle_is_all_that_it_reported_in_the_span_in_the_order_of_time() => Prop.ForAll(s_histories, history =>
    {
        var view = new LiveView(s_options);
        foreach ((int vehicle, int place, int age) in history) view.Add(At($"v{vehicle}", place, Now - age * 1000L), Now);
        long from = Now - 200_000, to = Now - 20_000;
        foreach (int vehicle in history.Select(p => p.Vehicle).Append(999).Distinct())
        {
            IEnumerable<long> expected = history.Where(p => p.Vehicle == vehicle && p.Age is < 200 and >= 20).Select(p => Now - p.Age * 1000L).Order();
            var track = new List<Fix>();
            view.Track($"v{vehicle}", from, to, track);
            if (!track.Select(f => f.Timestamp).SequenceEqual(expected)) return false;
        }
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Counts_by_cell_are_exact_for_a_span() => Prop.ForAll(s_histories, history =>
    {
        var view = new LiveView(s_options);
        foreach ((int vehicle, int place, int age) in history) view.Add(At($"v{vehicle}", place, Now - age * 1000L), Now);
        long from = Now - 200_000, to = Now - 20_000;
        var expected = history.Where(p => p.Age is < 200 and >= 20)
            .GroupBy(p => TileKey.At(Latitude(p.Place), -123, 15))
            .ToDictionary(g => g.Key, g => (g.Count(), g.Select(p => p.Vehicle).Distinct().Count()));
        IReadOnlyList<CellCount> cells = view.CountCells(15, BoundingBox.World, from, to);
        return cells.Count == expected.Count && cells.All(c => expected[c.Key] == (c.Count, c.Vehicles) && c.MeanSpeed == 3);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_out_of_date_is_forgotten_altogether()
    {
        var view = new LiveView(s_options);
        for (int i = 0; i < 1000; i++) view.Add(At($"v{i}", i % 10, Now + i), Now + i);
        view.Expire(Now + 1_000_000);
        view.History.Count.ShouldBe(0);
        view.Vehicles.Count.ShouldBe(0);
        view.LastSeen("v1").ShouldBeNull();
        view.Add(At("new", 1, Now + 1_000_000), Now + 1_000_000);
        Latest(view, Now + 1_000_000).Count.ShouldBe(1);
        view.Vehicles.Top.ShouldBe(1000);
    }

    [Fact]
    public void Too_many_positions_cost_the_oldest()
    {
        var view = new LiveView(s_options with { MaxPositions = 100 });
        for (int i = 0; i < 500; i++) view.Add(At("a", 1, Now + i * 1000L), Now + i * 1000L);
        view.History.Count.ShouldBeLessThanOrEqualTo(100);
        view.History.Range!.Value.End.ShouldBe(Now + 499_000);
        view.History.Buckets.Sum(b => b.Count).ShouldBe(view.History.Count);
    }

    [Fact]
    public void A_vehicle_too_many_and_a_quadrant_too_many_are_refused()
    {
        var view = new LiveView(s_options with { MaxVehicles = 1, MaxQuadrants = 1 });
        view.Add(At("a", 1, Now), Now).ShouldBeTrue();
        view.Add(At("b", 1, Now), Now).ShouldBeFalse();
        view.Add(VehiclePosition.Create("a", -1, -1, Now), Now).ShouldBeFalse();
        view.Refused.ShouldBe(2);
    }

    [Fact]
    public void Quadrants_have_counts_rates_and_the_vehicles_that_are_there()
    {
        var view = new LiveView(s_options);
        for (int second = 0; second < 10; second++)
        {
            view.Add(At("a", 0, Now + second * 1000), Now + second * 1000);
            view.Add(At("b", second < 5 ? 0 : 9, Now + second * 1000), Now + second * 1000);
        }
        IReadOnlyList<QuadrantCount> quadrants = view.CountQuadrants(Now + 10_000);
        quadrants.Count.ShouldBe(2);
        QuadrantCount first = quadrants.Single(q => q.Quadrant == Tile.At(GeoPoint.At(Latitude(0), -123), 14));
        first.Positions.ShouldBe(15);
        first.PositionsPerSecond.ShouldBe(1.5);
        first.Vehicles.ShouldBe(1);
        view.PositionsPerSecond(Now + 10_000).ShouldBe(2);
        view.PositionsPerSecond(Now + 15_000).ShouldBe(1);
        view.PositionsPerSecond(Now + 60_000).ShouldBe(0);
    }

    [Fact]
    public void Ways_are_outlined_once_and_jumps_are_not()
    {
        var view = new LiveView(s_options);
        for (int lap = 0; lap < 3; lap++)
            for (int i = 0; i < 10; i++) view.Add(At("a", i, Now + (lap * 20 + i) * 100_000L), Now + 10_000_000);
        view.Outline.Lines.Count.ShouldBe(9);
        view.Add(VehiclePosition.Create("a", 10, 10, Now + 6_000_000), Now + 10_000_000);
        view.Outline.Lines.Count.ShouldBe(9);
    }

    private static VehiclePosition At(string vehicle, int place, long timestamp) =>
        VehiclePosition.Create(vehicle, Latitude(place), -123, timestamp, speed: 3);

    private static double Latitude(int place) => 49.2 + place * 0.01;

    private static List<Fix> Latest(LiveView view, long now)
    {
        var found = new List<Fix>();
        view.Latest(now, BoundingBox.World, found);
        return found;
    }
}
