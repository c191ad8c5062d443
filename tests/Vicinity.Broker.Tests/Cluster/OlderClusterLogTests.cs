using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class OlderClusterLogTests
{
    [Fact]
    public async Task A_folder_of_before_clusters_opens_with_its_topics_and_records()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t", 2);
            await client.AppendAsync("t", 1, "a", "b");
            ClusterTopic topic = node.Node.Topics.Find("t")!.Record;
            var older = new KeyedRecord(ClusterRecord.TopicKey("t"), ClusterRecordTests.Version1(topic.Id, 2, (TopicSettings.RetentionMs, "-1")));
            (await new KeyedLog(node.Node.Topics.ClusterReplica, TimeProvider.System).AppendAsync([older])).ShouldBe(ErrorCode.None);
        }

        await node.RestartAsync();

        using WireClient again = await node.ConnectAsync();
        node.Node.Topics.Find("t")!.Record.Partitions.ShouldAllBe(p => p.Replicas.IsEmpty);
        MetadataResponseTopic described = await again.DescribeTopicAsync("t");
        described.Partitions.ShouldAllBe(p => p.LeaderId == 1 && p.ReplicaNodes.Count == 1);
        (await again.ReadValuesAsync("t", 1)).ShouldBe(["a", "b"]);
        (await again.AppendAsync("t", 1, "c")).ShouldBe(2);
        (await again.DeleteTopicAsync("t")).ShouldBe(ErrorCode.None);
        node.Log.Errors.ShouldBeEmpty();
    }
}
