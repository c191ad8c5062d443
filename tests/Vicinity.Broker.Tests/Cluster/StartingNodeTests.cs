using System.Diagnostics;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>What a node says while it does not know yet which topics there are.</summary>
public sealed class StartingNodeTests
{
    [Fact]
    public async Task A_node_that_finds_no_majority_says_of_no_topic_that_it_does_not_exist()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        await cluster.OffsetsOnAsync(3);
        Guid topicId;
        using (WireClient before = await cluster.ConnectAsync(1))
        {
            CreateTopicsResponse made = await before.CallAsync(TopicCalls.Creating("t", 1, 3), 7);
            made.Topics.Single().ErrorCode.ShouldBe(ErrorCode.None, made.Topics.Single().ErrorMessage);
            topicId = made.Topics.Single().TopicId;
        }

        int[] ids = [.. cluster.Nodes.Select(n => n.NodeId)];
        foreach (int id in ids) await cluster.StopAsync(id);
        await cluster.RestartAsync(ids[0]);
        using WireClient client = await cluster.ConnectAsync(ids[0]);

        (await client.ProduceAsync("t", 0, Batches.Of("x"))).ErrorCode.ShouldBe(ErrorCode.NotLeaderOrFollower);
        (await client.FetchAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.NotLeaderOrFollower);
        (await client.ListOffsetAsync("t", 0, -1)).ErrorCode.ShouldBe(ErrorCode.NotLeaderOrFollower);
        (await client.DeleteRecordsAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.NotLeaderOrFollower);
        (await client.DescribeTopicAsync("t", mayCreate: true)).ErrorCode.ShouldBe(ErrorCode.LeaderNotAvailable);
        (await client.CallAsync(new MetadataRequest { Topics = [new() { Name = null, TopicId = topicId }] }, 12)).Topics.Single().ErrorCode.ShouldBe(ErrorCode.LeaderNotAvailable);
        (await client.DescribeConfigsAsync(TopicCalls.TopicResource, "t")).ErrorCode.ShouldBe(ErrorCode.LeaderNotAvailable);
        (await client.CallAsync(new OffsetForLeaderEpochRequest { Topics = [new() { Topic = "t", Partitions = [new() { LeaderEpoch = 1 }] }] }, 4))
            .Topics[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.NotLeaderOrFollower);
        (await client.CallAsync(new DescribeQuorumRequest { Topics = [new() { TopicName = "t", Partitions = [new()] }] }, 2))
            .Topics[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.NotLeaderOrFollower);
        (await client.CallAsync(new ElectLeadersRequest { TopicPartitions = [new() { Topic = "t", Partitions = [0] }] }, 2))
            .ReplicaElectionResults[0].PartitionResult[0].ErrorCode.ShouldBe(ErrorCode.LeaderNotAvailable);
        (await client.AlterTopicAsync("t", (TopicSettings.RetentionMs, 0, "1"))).ErrorCode.ShouldBe(ErrorCode.BrokerNotAvailable);
        (await client.DeleteTopicAsync("t")).ShouldBe(ErrorCode.BrokerNotAvailable);
        (await client.CallAsync(new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = 2 }] }, 3)).Results[0].ErrorCode.ShouldBe(ErrorCode.BrokerNotAvailable);
        (await client.CommitAsync("group", "t", 0, 1)).ShouldBe(ErrorCode.NotCoordinator);
        (await client.CallAsync(new InitProducerIdRequest(), 4)).ErrorCode.ShouldBe(ErrorCode.CoordinatorLoadInProgress);

        await cluster.RestartAsync(ids[1]);
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Cluster.KnowsAll), "both know all that the controller knows");
        (await client.DescribeTopicAsync("t")).TopicId.ShouldBe(topicId);
        (await client.DescribeTopicAsync("other")).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task A_request_that_comes_while_all_nodes_start_waits_and_is_served()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using (WireClient before = await cluster.ConnectAsync(1)) (await before.CallAsync(TopicCalls.Creating("t", 1, 3), 7)).Topics.Single().ErrorCode.ShouldBe(ErrorCode.None);
        int[] ids = [.. cluster.Nodes.Select(n => n.NodeId)];
        foreach (int id in ids) await cluster.StopAsync(id);

        await cluster.RestartAsync(ids[0]);
        using WireClient client = await cluster.ConnectAsync(ids[0]);
        await client.CallAsync(new ApiVersionsRequest(), 3);
        long asked = Stopwatch.GetTimestamp();
        await client.SendAsync(new MetadataRequest { Topics = [new() { Name = "t" }] }, 12);
        Task<InitProducerIdResponse> producer = InitAsync();
        foreach (int other in ids[1..]) await cluster.RestartAsync(other);

        MetadataResponseTopic topic = (await client.ReceiveAsync<MetadataResponse>(12)).Response.Topics.Single();
        if (Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(2)) topic.ErrorCode.ShouldBe(ErrorCode.None, "the others were there within the wait");
        topic.ErrorCode.ShouldBeOneOf(ErrorCode.None, ErrorCode.LeaderNotAvailable);
        ErrorCode error = (await producer).ErrorCode;
        if (Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(4)) error.ShouldBe(ErrorCode.None);

        async Task<InitProducerIdResponse> InitAsync()
        {
            using WireClient other = await cluster.ConnectAsync(ids[0]);
            return await other.CallAsync(new InitProducerIdRequest(), 4);
        }
    }
}
