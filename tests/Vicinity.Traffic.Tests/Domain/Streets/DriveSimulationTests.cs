using Vicinity.Feeds;
using Vicinity.Geo;
using Vicinity.Model;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class DriveSimulationTests
{
    private static readonly LocalPlane s_plane = new(GeoPoint.At(49.26, -123.24));

    [Fact]
    public void The_demo_streets_are_a_grid_of_eight_by_eight()
    {
        StreetNetwork streets = DemoTrace.Streets();
        streets.Edges.Count.ShouldBe(224);
        streets.TryFind("A0A1", out int edge).ShouldBeTrue();
        streets.Edges[edge].SpeedLimit.ShouldBe(13.89);
        streets.Edges[edge].Length.ShouldBe(189.6, 0.01);
        Names(streets, edge).ShouldBe(["A1A2", "A1B1"], ignoreOrder: true);
    }

    [Fact]
    public void Nobody_turns_back_but_in_a_dead_end()
    {
        StreetNetwork streets = Town();
        streets.TryFind("ab", out int ab).ShouldBeTrue();
        Names(streets, ab).ShouldBe(["bc", "bd"], ignoreOrder: true);
        streets.TryFind("bc", out int bc).ShouldBeTrue();
        Names(streets, bc).ShouldBe(["cb"]);
    }

    [Fact]
    public void Cars_stay_on_the_streets_keep_to_the_limit_and_never_turn_back_on_the_way()
    {
        StreetNetwork streets = DemoTrace.Streets();
        var drive = new DriveSimulation(streets, DemoTrace.Plane, new DriveOptions { Cars = 50 }, new Prng(42));
        int[] edges = [.. Enumerable.Range(0, drive.Cars).Select(drive.EdgeOf)];
        double fastestGain = 0;
        for (int second = 0; second < 600; second++)
        {
            double[] before = [.. Enumerable.Range(0, drive.Cars).Select(drive.SpeedOf)];
            drive.Step(TimeSpan.FromSeconds(1));
            for (int car = 0; car < drive.Cars; car++)
            {
                drive.SpeedOf(car).ShouldBeInRange(0, streets.Edges[drive.EdgeOf(car)].SpeedLimit * 1.1 + 1e-9);
                fastestGain = Math.Max(fastestGain, drive.SpeedOf(car) - before[car]);
                if (drive.EdgeOf(car) == edges[car]) continue;
                StreetEdge from = streets.Edges[edges[car]], to = streets.Edges[drive.EdgeOf(car)];
                (to.From == from.To && to.To == from.From).ShouldBeFalse($"{from.Id} to {to.Id}");
                edges[car] = drive.EdgeOf(car);
                (double x, double y) = DemoTrace.Plane.ToMetres(drive.PositionOf(car, VehiclePosition.MinTimestamp).Point);
                x.ShouldBeInRange(-5, 1405);
                y.ShouldBeInRange(-5, 1405);
            }
        }
        fastestGain.ShouldBe(2.6, 0.01);
    }

    [Fact]
    public void The_same_seed_drives_the_same_way()
    {
        Drive(7).ShouldBe(Drive(7));
        Drive(7).ShouldNotBe(Drive(8));

        static VehiclePosition[] Drive(ulong seed)
        {
            var drive = new DriveSimulation(DemoTrace.Streets(), DemoTrace.Plane, new DriveOptions { Cars = 5 }, new Prng(seed));
            for (int i = 0; i < 100; i++) drive.Step(TimeSpan.FromMilliseconds(700));
            return [.. Enumerable.Range(0, 5).Select(car => drive.PositionOf(car, VehiclePosition.MinTimestamp))];
        }
    }

    [Fact]
    public void A_road_that_ends_for_good_does_not_stop_the_drive()
    {
        var road = new StreetNetwork([new StreetEdge("one way", "a", "b", 10, [new(0, 0), new(30, 0)])]);
        road.Successors(0).Length.ShouldBe(0);
        var drive = new DriveSimulation(road, s_plane, new DriveOptions { Cars = 1 }, new Prng(1));
        drive.Step(TimeSpan.FromMinutes(10));
        drive.PositionOf(0, VehiclePosition.MinTimestamp).Point.Longitude.ShouldBeInRange(-123.24, -123.239);
    }

    [Theory]
    [InlineData("<net><edge id=\"a\" from=\"x\" to=\"y\"><lane speed=\"10\" shape=\"0,0\"/></edge></net>", "1 points")]
    [InlineData("<net><edge id=\"a\" from=\"x\" to=\"y\"><lane speed=\"fast\" shape=\"0,0 1,1\"/></edge></net>", "line 1")]
    [InlineData("<net/>", "no streets")]
    [InlineData("<net><edge", "line 1")]
    public void What_is_no_street_network_is_refused_with_its_line(string xml, string says) =>
        Should.Throw<TraceFormatException>(() => SumoNetwork.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml)))).Message.ShouldContain(says);

    // a - b - d - a is a triangle, c a dead end behind b.
    private static StreetNetwork Town()
    {
        var at = new Dictionary<char, StreetPoint> { ['a'] = new(0, 0), ['b'] = new(100, 0), ['c'] = new(200, 0), ['d'] = new(100, 100) };
        string[] ids = ["ab", "ba", "bc", "cb", "bd", "db", "da", "ad"];
        return new StreetNetwork([.. ids.Select(id => new StreetEdge(id, id[..1], id[1..], 10, [at[id[0]], at[id[1]]]))]);
    }

    private static string[] Names(StreetNetwork streets, int edge) => [.. streets.Successors(edge).ToArray().Select(next => streets.Edges[next].Id)];
}
