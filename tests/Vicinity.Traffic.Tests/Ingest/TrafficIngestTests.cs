using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class TrafficIngestTests
{
    [Fact]
    public async Task A_quadrant_too_many_is_refused()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await using var ingest = new TrafficIngest(
            new TrafficOptions { BootstrapServers = node.Address, MaxQuadrants = 1 }, NullLogger<TrafficIngest>.Instance);
        await ingest.WriteAsync(VehiclePosition.Create("a", 1, 2, 1_788_000_000_000), cancel);
        (await Should.ThrowAsync<QuadrantLimitException>(() => ingest.WriteAsync(VehiclePosition.Create("a", 50, 2, 1_788_000_000_000), cancel)))
            .Message.ShouldContain("there are 1 already");
        await ingest.WriteAsync(VehiclePosition.Create("a", 1, 2, 1_788_000_000_001), cancel);
    }

    [Fact]
    public async Task Positions_wait_for_a_log_that_is_away_and_are_stored_once()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        await node.StopAsync();
        var options = new TrafficOptions { BootstrapServers = node.Address };
        await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
        VehiclePosition[] cars = [.. Enumerable.Range(0, 100).Select(i => VehiclePosition.Create($"car {i}", 49.2627, -123.2467, 1_788_000_000_000 + i))];
        Task posting = Task.Run(
            async () =>
            {
                foreach (VehiclePosition car in cars) await ingest.PostAsync(car, cancel);
            }, cancel);
        node.Start();
        await posting;
        await ingest.FlushAsync(cancel);
        await using var consumer = new TrafficConsumer(new TrafficClientOptions { BootstrapServers = node.Address });
        (await consumer.Read(new QuadrantMap().TopicOf(GeoPoint.At(49.2627, -123.2467)), cancel)).ShouldBe(cars);
    }

    [Theory]
    [InlineData(24, 5, 60, 1, "QuadrantZoom is 24, not from 1 to 23: ")]
    [InlineData(14, 0, 60, 1, "ParticipationMinutes is 0, not from 0.1 to 1440: ")]
    [InlineData(14, 5, 59, 1, "HistorySeconds is 59, not from 60 to 604800: ")]
    [InlineData(14, 5, 60, 0, "ReplaySpeed is 0, not above 0: ")]
    public void Settings_are_refused_with_value_bound_and_reason(int zoom, double minutes, int history, double speed, string says) =>
        new TrafficOptions { QuadrantZoom = zoom, ParticipationMinutes = minutes, HistorySeconds = history, ReplaySpeed = speed }
            .Problems().ShouldHaveSingleItem().ShouldStartWith(says);
}
