using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class StoredGroundTruthTests
{
    public static TheoryData<string> Files => TraceTruth.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_replayed_trace_is_stored_with_its_known_positions_and_counts(string file)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string path = RecordedTraces.Path(file);
        await using TestNode node = TestNode.StartNew();
        var options = new TrafficOptions { BootstrapServers = node.Address, QuadrantZoom = 10 };
        await using (var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance))
        {
            var replay = new PositionReplay(
                file, () => TraceFile.Open(path, new TraceOptions()), new ReplayOptions { Speed = double.PositiveInfinity, KeepTime = true }, ingest);
            await replay.RunAsync(cancel);
            ingest.Stored.ShouldBe(TraceTruth.Of(file).Positions);
            replay.Status.ShouldBe(new SourceStatus(file, "replay", TraceTruth.Of(file).Positions, TraceTruth.Of(file).BadRows, false, null));
        }
        var stored = new List<VehiclePosition>();
        await using var admin = new Admin(new AdminOptions { BootstrapServers = node.Address });
        await using var consumer = new TrafficConsumer(new TrafficClientOptions { BootstrapServers = node.Address });
        var quadrants = new QuadrantMap(10);
        foreach (TopicDescription topic in await admin.ListTopicsAsync(cancel))
        {
            IReadOnlyList<VehiclePosition> positions = await consumer.Read(topic.Name, cancel);
            positions.ShouldAllBe(p => quadrants.TopicOf(p.Point) == topic.Name);
            stored.AddRange(positions);
        }
        TraceTruth.Of(file).Check(stored);
    }
}
