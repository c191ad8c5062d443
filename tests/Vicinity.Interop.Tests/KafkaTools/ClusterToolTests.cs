using System.Text.Json;

namespace Vicinity.Interop.Tests;

/// <summary>kafka-log-dirs, kafka-cluster, kafka-metadata-quorum, kafka-broker-api-versions.</summary>
public sealed class ClusterToolTests
{
    private readonly BrokerUnderTest _broker;
    private readonly KafkaTool _kafka;

    public ClusterToolTests(BrokerUnderTest broker, JavaHost java)
    {
        Installed.NeedsJava();
        _broker = broker;
        _kafka = new KafkaTool(broker, java);
    }

    [Fact]
    public async Task The_folder_and_the_size_of_each_partition_are_described()
    {
        string topic = await _broker.NewTopicAsync(2);
        await using (WireConnection connection = await WireConnection.OpenAsync(_broker))
        {
            await connection.ProduceAsync(topic, 1, WireRequests.Batch(10, valueBytes: 1000));
        }

        ProgramResult described = (await _kafka.LogDirsAsync("--describe", "--topic-list", topic)).ShouldHaveSucceeded();
        using JsonDocument document = JsonDocument.Parse(described.Lines.Single(l => l.StartsWith('{')));
        JsonElement folder = document.RootElement.GetProperty("brokers")[0].GetProperty("logDirs")[0];
        folder.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        folder.GetProperty("logDir").GetString().ShouldNotBeNullOrEmpty();
        Dictionary<string, long> sizes = folder.GetProperty("partitions").EnumerateArray()
            .ToDictionary(p => p.GetProperty("partition").GetString()!, p => p.GetProperty("size").GetInt64());
        sizes.Keys.ShouldBe([$"{topic}-0", $"{topic}-1"], ignoreOrder: true);
        sizes[$"{topic}-1"].ShouldBeInRange(10_000, 20_000);
        sizes[$"{topic}-1"].ShouldBeGreaterThan(sizes[$"{topic}-0"]);
    }

    [Fact]
    public async Task The_cluster_has_an_id_and_names_its_nodes()
    {
        (await _kafka.ClusterAsync("cluster-id")).ShouldHaveSucceeded().Output.ShouldMatch("Cluster ID: [A-Za-z0-9_-]{22}");
        (await _kafka.ClusterAsync("list-endpoints")).ShouldHaveSucceeded().Output.ShouldContain($"{_broker.Port}");
    }

    [Fact]
    public async Task The_quorum_of_the_metadata_is_described()
    {
        string status = (await _kafka.QuorumAsync("describe", "--status")).ShouldHaveSucceeded().Output;
        status.ShouldMatch(@"LeaderId:\s+1\b");
        status.ShouldContain("HighWatermark:");
        (await _kafka.QuorumAsync("describe", "--replication")).ShouldHaveSucceeded().Output.ShouldContain("Leader");
    }

    [Fact]
    public async Task The_broker_says_which_apis_it_offers()
    {
        string offered = (await _kafka.ApiVersionsAsync()).ShouldHaveSucceeded().Output;

        foreach (string api in (string[])["Produce(0): 0 to", "Fetch(1): 4 to", "ListOffsets(2): 1 to", "OffsetDelete(47): 0", "DescribeLogDirs(35):"])
            offered.ShouldContain(api);
    }
}
