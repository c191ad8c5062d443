using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class ClusterTests
{
    [Theory]
    [InlineData((short)0)]
    [InlineData((short)1)]
    [InlineData((short)2)]
    public async Task The_cluster_has_one_broker_that_is_its_controller(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { NodeId = 3 });
        using WireClient client = await node.ConnectAsync();

        DescribeClusterResponse response = await client.CallAsync(new DescribeClusterRequest(), version);

        (response.ErrorCode, response.ClusterId, response.ControllerId).ShouldBe((ErrorCode.None, node.Node.ClusterId, 3));
        response.Brokers.Select(b => (b.BrokerId, b.Host, b.Port)).ShouldBe([(3, "127.0.0.1", node.Node.EndPoint.Port)]);
        response.ClusterAuthorizedOperations.ShouldBe(int.MinValue);
    }

    [Fact]
    public async Task The_id_of_the_cluster_stays_over_restarts_and_has_the_form_that_tools_expect()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        string id = node.Node.ClusterId;
        await node.RestartAsync();

        node.Node.ClusterId.ShouldBe(id);
        id.Length.ShouldBe(22);
    }

    [Fact]
    public async Task The_data_folder_is_described_with_the_bytes_of_each_partition_and_of_the_disk()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        await client.ProduceAsync("t", 1, Batches.Large(5000));

        for (short version = 1; version <= 4; version++)
        {
            DescribeLogDirsResponse all = await client.CallAsync(new DescribeLogDirsRequest { Topics = null }, version);
            DescribeLogDirsResponseLogDir folder = all.Results.ShouldHaveSingleItem();
            (folder.ErrorCode, folder.LogDir).ShouldBe((ErrorCode.None, node.Folder));
            DescribeLogDirsResponseTopic topic = folder.Topics.Single(t => t.Name == "t");
            topic.Partitions.Select(p => p.PartitionIndex).ShouldBe([0, 1]);
            topic.Partitions[1].PartitionSize.ShouldBeGreaterThan(5000);
            topic.Partitions[0].PartitionSize.ShouldBeLessThan(1000);
            if (version >= 4) folder.UsableBytes.ShouldBeInRange(1, folder.TotalBytes);
        }

        DescribeLogDirsResponse some = await client.CallAsync(
            new DescribeLogDirsRequest { Topics = [new() { Topic = "t", Partitions = [1, 9] }, new() { Topic = "missing", Partitions = [0] }] }, 4);
        some.Results[0].Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().PartitionIndex.ShouldBe(1);
    }

    [Fact]
    public async Task Every_partition_is_a_quorum_of_one_and_the_clusters_log_goes_by_kafkas_name()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b");
        for (short version = 0; version <= 2; version++)
        {
            var request = new DescribeQuorumRequest
            {
                Topics =
                [
                    new() { TopicName = "t", Partitions = [new() { PartitionIndex = 0 }, new() { PartitionIndex = 1 }] },
                    new() { TopicName = "__cluster_metadata", Partitions = [new() { PartitionIndex = 0 }] },
                ],
            };
            DescribeQuorumResponse response = await client.CallAsync(request, version);
            DescribeQuorumResponsePartition first = response.Topics[0].Partitions[0];
            (first.ErrorCode, first.LeaderId, first.HighWatermark).ShouldBe((ErrorCode.None, 1, 2));
            first.CurrentVoters.ShouldHaveSingleItem().LogEndOffset.ShouldBe(2);
            response.Topics[0].Partitions[1].ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
            response.Topics[1].Partitions[0].ErrorCode.ShouldBe(ErrorCode.None);
        }
    }

    [Fact]
    public async Task No_reassignment_is_ever_under_way()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        ListPartitionReassignmentsResponse response = await client.CallAsync(new ListPartitionReassignmentsRequest { Topics = null }, 0);

        response.ErrorCode.ShouldBe(ErrorCode.None);
        response.Topics.ShouldBeEmpty();
    }
}
