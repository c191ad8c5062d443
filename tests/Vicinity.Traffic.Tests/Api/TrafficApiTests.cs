using Vicinity.Client;
using Vicinity.Geo;
using Vicinity.Model;
using Vicinity.Traffic;

namespace Vicinity.Traffic.Tests;

public sealed class TrafficApiTests
{
    private static readonly GeoPoint s_here = GeoPoint.At(49.2627, -123.2467);

    [Fact]
    public async Task A_topic_is_created_found_written_and_read()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var options = new TrafficClientOptions { BootstrapServers = node.Address };
        await using var producer = new TrafficProducer(options);
        await using var consumer = new TrafficConsumer(options);
        string topic = options.Quadrants.TopicOf(s_here);

        Cluster created = await producer.CreateTopic(topic, cancel);
        created.ShouldBe(new Cluster(topic, node.Address, 1));
        created.Quadrant.ShouldBe(Tile.At(s_here, 14));
        (await producer.GetCluster(topic, cancel)).ShouldBe(created);
        (await consumer.GetCurrentLocationCluster(s_here, cancel)).ShouldBe(created);
        (await consumer.Read(topic, cancel)).ShouldBeEmpty();

        VehiclePosition[] written = [.. Enumerable.Range(0, 20).Select(i => VehiclePosition.Create($"v{i % 3}", 49.2627, -123.2467, 1_788_000_000_000 + i))];
        foreach (VehiclePosition position in written) await producer.Write(topic, position, cancel);
        (await consumer.Read(topic, cancel)).ShouldBe(written);
    }

    [Fact]
    public async Task Errors_have_the_names_of_the_description()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var options = new TrafficClientOptions { BootstrapServers = node.Address, WriteTimeout = TimeSpan.FromSeconds(2) };
        await using var producer = new TrafficProducer(options);
        await using var consumer = new TrafficConsumer(options);
        await producer.CreateTopic("traffic.0", cancel);
        await Should.ThrowAsync<DuplicateTopicNameException>(() => producer.CreateTopic("traffic.0", cancel));
        await Should.ThrowAsync<TopicClusterDoesNotExistException>(() => producer.GetCluster("traffic.1", cancel));
        await Should.ThrowAsync<TopicClusterDoesNotExistException>(() => consumer.GetCurrentLocationCluster(s_here, cancel));
        await Should.ThrowAsync<TopicClusterDoesNotExistException>(() => consumer.Read("traffic.1", cancel));
        var many = new TrafficClientOptions { BootstrapServers = node.Address, Replicas = 3 };
        await using var ambitious = new TrafficProducer(many);
        await Should.ThrowAsync<InsufficientReplicasException>(() => ambitious.CreateTopic("traffic.2", cancel));
    }

    [Fact]
    public async Task Without_a_server_the_errors_say_so()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestNode node = TestNode.StartNew();
        var second = TimeSpan.FromSeconds(1);
        var options = new TrafficClientOptions { BootstrapServers = node.Address, AnswerTimeout = second, WriteTimeout = second, ReadTimeout = second };
        await using var producer = new TrafficProducer(options);
        await using var consumer = new TrafficConsumer(options);
        await producer.CreateTopic("traffic.0", cancel);
        await node.StopAsync();
        await Should.ThrowAsync<DisconnectedServerException>(() => producer.CreateTopic("traffic.1", cancel));
        await Should.ThrowAsync<DisconnectedServerException>(() => consumer.GetCluster("traffic.0", cancel));
        await Should.ThrowAsync<InsufficientReplicasException>(() => producer.Write("traffic.0", VehiclePosition.Create("a", 1, 2, 1_788_000_000_000), cancel));
        await Should.ThrowAsync<DataNotAvailableException>(() => consumer.Read("traffic.0", cancel));
    }

    [Fact]
    public void Each_error_goes_to_the_protocol_and_back()
    {
        TrafficException[] errors =
        [
            new DuplicateTopicNameException("t"), new DisconnectedServerException("away"), new TopicClusterDoesNotExistException("t"),
            new InsufficientReplicasException("few"), new DataNotAvailableException("t", "lost"),
        ];
        foreach (TrafficException error in errors) TrafficErrors.From(error.Code, "t").ShouldBeOfType(error.GetType());
        TrafficErrors.From(ErrorCode.NotEnoughReplicasAfterAppend, "t").ShouldBeOfType<InsufficientReplicasException>();
        TrafficErrors.From(ErrorCode.OffsetOutOfRange, "t").ShouldBeOfType<DataNotAvailableException>();
        TrafficErrors.From(ErrorCode.InvalidConfig, "t").ShouldBeNull();
    }
}
