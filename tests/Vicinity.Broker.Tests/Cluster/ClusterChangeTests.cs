using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Invariant: a change that any node was asked for is in force on every live node when it is answered.</summary>
public sealed class ClusterChangeTests
{
    [Fact]
    public async Task Any_node_takes_requests_for_the_controller()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient client = await cluster.ConnectAsync(3);

        (await client.TryCreateTopicAsync(TopicCalls.Creating("t", 2, 3))).ErrorCode.ShouldBe(ErrorCode.None);
        await client.SetAsync("t", TopicSettings.MaxMessageBytes, "777");
        cluster.Nodes.ShouldAllBe(n => n.Topics.Find("t")!.Config.MaxMessageBytes == 777 && n.Topics.Find("t", 1)!.Config.MaxMessageBytes == 777);

        CreatePartitionsResponse grown = await client.CallAsync(new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = 5 }], TimeoutMs = 5000 }, 3);
        grown.Results.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.None);
        foreach (Node node in cluster.Nodes)
        {
            using WireClient asker = await cluster.ConnectAsync(node.NodeId);
            (await asker.DescribeTopicAsync("t")).Partitions.Count(p => p.LeaderId > 0).ShouldBe(5);
        }

        (await client.DeleteTopicAsync("t")).ShouldBe(ErrorCode.None);
        cluster.Nodes.ShouldAllBe(n => n.Topics.Find("t") == null);
        cluster.Nodes.ShouldAllBe(n => Directory.GetDirectories(Path.Combine(n.Store.Folder.Path, "replicas"), "t-*").Length == 0);
        (await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3))).ErrorCode.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task A_topic_that_a_client_uses_is_created_on_whichever_node_it_asks()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        for (int id = 1; id <= 3; id++)
        {
            using WireClient client = await cluster.ConnectAsync(id);
            MetadataResponseTopic made = await client.DescribeTopicAsync($"auto{id}", mayCreate: true);
            (made.ErrorCode, made.Partitions[0].LeaderId > 0, made.Partitions[0].ReplicaNodes.Count).ShouldBe((ErrorCode.None, true, 3));
        }
    }

    [Fact]
    public async Task More_replicas_than_nodes_are_refused_with_the_numbers()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(2);
        using WireClient client = await cluster.ConnectAsync(2);

        CreateTopicsResponseTopic refused = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3));

        (refused.ErrorCode, refused.ErrorMessage).ShouldBe((ErrorCode.InvalidReplicationFactor, "Replication factor: 3 larger than available brokers: 2."));
        CreateTopicsResponseTopic byDefault = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, -1));
        (byDefault.ErrorCode, byDefault.ReplicationFactor).ShouldBe((ErrorCode.None, (short)2));
    }

    [Fact]
    public async Task Producer_ids_of_all_nodes_differ()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        var seen = new HashSet<long>();
        foreach (Node node in cluster.Nodes)
        {
            for (int i = 0; i < 1500; i++)
            {
                (ErrorCode error, long id) = await node.Cluster.ProducerIds.NextAsync();
                error.ShouldBe(ErrorCode.None);
                seen.Add(id).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task A_group_is_coordinated_where_its_log_is_led_and_survives_its_coordinator()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        await cluster.OffsetsOnAsync(3);
        using (WireClient client = await cluster.ConnectAsync(2))
        {
            await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3));
            FindCoordinatorResponse found = await client.CallAsync(new FindCoordinatorRequest { CoordinatorKeys = ["g"] }, 4);
            int coordinator = found.Coordinators[0].NodeId;
            foreach (Node other in cluster.Nodes.Where(n => n.NodeId != coordinator))
            {
                using WireClient wrong = await cluster.ConnectAsync(other.NodeId);
                (await CommitAsync(wrong, 5)).ShouldBe(ErrorCode.NotCoordinator);
                (await wrong.CallAsync(new OffsetFetchRequest { Groups = [new() { GroupId = "g", Topics = null }] }, 8)).Groups[0].ErrorCode.ShouldBe(ErrorCode.NotCoordinator);
            }

            using WireClient right = await cluster.ConnectAsync(coordinator);
            (await CommitAsync(right, 7)).ShouldBe(ErrorCode.None);
            await cluster.StopAsync(coordinator);
        }

        await Eventually.TrueAsync(() => cluster.Nodes.Any(n => n.Topics.Find(TopicName.ConsumerOffsets, 0)!.LeadsWithCurrentHighWatermark), "another node leads the log of groups");
        Node next = cluster.Nodes.Single(n => n.Topics.Find(TopicName.ConsumerOffsets, 0)!.LeadsWithCurrentHighWatermark);
        using WireClient asker = await cluster.ConnectAsync(next.NodeId);
        OffsetFetchResponse fetched = await Eventually.AnswersAsync(
            () => asker.CallAsync(new OffsetFetchRequest { Groups = [new() { GroupId = "g", Topics = null }] }, 8),
            answer => answer.Groups[0].ErrorCode is not (ErrorCode.CoordinatorLoadInProgress or ErrorCode.NotCoordinator),
            "the next coordinator has loaded its groups");
        fetched.Groups[0].Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().CommittedOffset.ShouldBe(7);
        (await CommitAsync(asker, 9)).ShouldBe(ErrorCode.None);
    }

    private static async Task<ErrorCode> CommitAsync(WireClient client, long offset) => (await client.CallAsync(
        new OffsetCommitRequest
        {
            GroupId = "g",
            GenerationId = -1,
            Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, CommittedOffset = offset }] }],
        }, 8)).Topics[0].Partitions[0].ErrorCode;
}
