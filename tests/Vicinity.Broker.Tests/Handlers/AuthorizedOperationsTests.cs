using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>The numbers are those of Apache Kafka 4.2 without access control lists, but for what is not offered here.</summary>
public sealed class AuthorizedOperationsTests
{
    private const int OfTopic = 0xdf8;
    private const int OfCluster = 0x1fa0;
    private const int OfGroup = (1 << 3) | (1 << 6) | (1 << 8);

    [Fact]
    public async Task A_topic_tells_them_when_it_is_asked_to()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        for (short version = 8; version <= 13; version++)
        {
            var request = new MetadataRequest { Topics = [new() { Name = "t" }], IncludeTopicAuthorizedOperations = true, IncludeClusterAuthorizedOperations = true };
            MetadataResponse told = await client.CallAsync(request, version);
            told.Topics[0].TopicAuthorizedOperations.ShouldBe(OfTopic, $"version {version}");
            told.ClusterAuthorizedOperations.ShouldBe(version <= 10 ? OfCluster : int.MinValue, $"version {version}");
            MetadataResponse silent = await client.CallAsync(new MetadataRequest { Topics = [new() { Name = "t" }] }, version);
            (silent.Topics[0].TopicAuthorizedOperations, silent.ClusterAuthorizedOperations).ShouldBe((int.MinValue, int.MinValue));
        }
    }

    [Fact]
    public async Task Nobody_is_told_that_it_may_write_or_delete_an_internal_topic()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        int told = (await client.CallAsync(new MetadataRequest { Topics = [new() { Name = TopicName.ConsumerOffsets }], IncludeTopicAuthorizedOperations = true }, 12)).Topics[0].TopicAuthorizedOperations;

        (told & ((1 << 4) | (1 << 6))).ShouldBe(0);
        (told & (1 << 3)).ShouldNotBe(0);
    }

    [Fact]
    public async Task Cluster_and_groups_tell_them_when_they_are_asked_to()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CommitAsync("g", "t", 0, 1);

        (await client.CallAsync(new DescribeClusterRequest { IncludeClusterAuthorizedOperations = true }, 1)).ClusterAuthorizedOperations.ShouldBe(OfCluster);
        (await client.CallAsync(new DescribeClusterRequest(), 1)).ClusterAuthorizedOperations.ShouldBe(int.MinValue);
        (await client.CallAsync(new DescribeGroupsRequest { Groups = ["g"], IncludeAuthorizedOperations = true }, 5)).Groups[0].AuthorizedOperations.ShouldBe(OfGroup);
        (await client.CallAsync(new DescribeGroupsRequest { Groups = ["g"] }, 5)).Groups[0].AuthorizedOperations.ShouldBe(int.MinValue);
    }
}
