using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class TrafficProcessorTests
{
    [Fact]
    public async Task The_view_follows_the_log_survives_its_absence_and_is_rebuilt_from_it()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var options = new TrafficOptions { BootstrapServers = node.Address };
        await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
        var view = new TrafficView(options);
        using var processor = new TrafficProcessor(options, view, NullLogger<TrafficProcessor>.Instance);
        await processor.StartAsync(cancel);

        VehiclePosition[] cars = Cars(view.Now);
        foreach (VehiclePosition car in cars) await ingest.PostAsync(car, cancel);
        await ingest.FlushAsync(cancel);
        await processor.UntilAsync(() => view.Totals().Positions == cars.Length, "all positions are in the view");
        await processor.UntilAsync(() => processor.Health.Live, "the view is live");
        view.Vehicles(BoundingBox.World, null).Select(v => v.Vehicle).ShouldBe(cars.Select(c => c.Vehicle), ignoreOrder: true);

        await node.StopAsync();
        await processor.UntilAsync(() => processor.Health.Delayed, "the view says that it is delayed");
        processor.Health.DelayedSeconds.ShouldBeGreaterThan(3);
        view.Vehicles(BoundingBox.World, null).Count.ShouldBe(cars.Length);

        node.Start();
        await processor.UntilAsync(() => processor.Health is { Live: true, Delayed: false }, "the view has healed");
        await ingest.WriteAsync(VehiclePosition.Create("late", 49.3, -123.3, view.Now), cancel);
        await processor.UntilAsync(() => view.LastSeen("late") is not null, "the view goes on");
        view.Totals().Positions.ShouldBe(cars.Length + 1);
        await processor.StopAsync(cancel);

        var rebuilt = new TrafficView(options);
        using var second = new TrafficProcessor(options, rebuilt, NullLogger<TrafficProcessor>.Instance);
        await second.StartAsync(cancel);
        await second.UntilAsync(() => rebuilt.Totals().Positions == cars.Length + 1, "the view is rebuilt");
        long span = 600_000;
        rebuilt.HeatMap(BoundingBox.World, 14, span, rebuilt.Now).Sum(c => c.Count).ShouldBe(cars.Length + 1);
        await second.StopAsync(cancel);
    }

    [Fact]
    public async Task Records_that_are_no_positions_are_counted_and_passed_over()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var options = new TrafficOptions { BootstrapServers = node.Address };
        var view = new TrafficView(options);
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address }))
        {
            await producer.SendAsync("traffic.0", "k"u8, "no position"u8);
            await producer.SendAsync("traffic.0", default, default);
        }
        await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
        await ingest.WriteAsync(VehiclePosition.Create("good", 1, 2, view.Now), cancel);
        using var processor = new TrafficProcessor(options, view, NullLogger<TrafficProcessor>.Instance);
        await processor.StartAsync(cancel);
        await processor.UntilAsync(() => processor.BadRecords == 2 && view.LastSeen("good") is not null, "two bad records and one good one");
        await processor.StopAsync(cancel);
    }

    [Fact]
    public async Task The_directory_knows_leaders_replicas_and_counts()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var options = new TrafficOptions { BootstrapServers = node.Address };
        await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
        for (int i = 0; i < 5; i++) await ingest.WriteAsync(VehiclePosition.Create("a", 49.2627, -123.2467, 1_788_000_000_000 + i), cancel);
        using var directory = new QuadrantDirectory(options, NullLogger<QuadrantDirectory>.Instance);
        await directory.RefreshAsync(cancel);
        Tile quadrant = Tile.At(GeoPoint.At(49.2627, -123.2467), 14);
        directory.States.ShouldBe([KeyValuePair.Create(quadrant, new QuadrantState(quadrant, QuadrantMap.TopicOf(quadrant), 5, node.Address, 1, 1))]);
        await directory.StopAsync(cancel);
    }

    [Theory]
    [InlineData(null, 3600, true)]
    [InlineData(2, 1, true)]
    [InlineData(2, 6, false)]
    [InlineData(18, 3600, false)]
    [InlineData(20, 3600, true)]
    public void The_directory_asks_seldom_while_nobody_reads_it(int? sinceAsked, int sinceRead, bool due) =>
        QuadrantDirectory.IsDue(sinceAsked is { } seconds ? TimeSpan.FromSeconds(seconds) : null, TimeSpan.FromSeconds(sinceRead)).ShouldBe(due);

    private static VehiclePosition[] Cars(long now) =>
        [.. Enumerable.Range(0, 200).Select(i => VehiclePosition.Create($"car {i}", 49.2 + i * 0.0005, -123.2, now - i * 100, speed: 5))];
}
