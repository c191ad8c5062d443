using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class DamageTests
{
    [Fact]
    public async Task A_partition_whose_acknowledged_records_are_damaged_is_out_of_service_and_the_others_serve()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() => FlipLastByte(RestartTests.LastSegment(node.Folder, "t-0")));

        LoggedEvent line = (await node.Log.WaitForAsync(1030)).ShouldHaveSingleItem();
        line.Text.ShouldContain("t-0");
        line.Text.ShouldContain("damaged");
        await ShouldBeOutOfServiceAsync(node);
    }

    [Fact]
    public async Task A_partition_without_its_segment_is_out_of_service_and_the_others_serve()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() => File.Delete(RestartTests.LastSegment(node.Folder, "t-0")));

        (await node.Log.WaitForAsync(1030)).ShouldHaveSingleItem().Text.ShouldContain("t-0");
        await ShouldBeOutOfServiceAsync(node);
    }

    [Fact]
    public async Task A_partition_whose_folder_is_gone_is_out_of_service_and_not_silently_empty()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() => Directory.Delete(Path.Combine(node.Folder, "replicas", "t-0"), recursive: true));

        (await node.Log.WaitForAsync(1030)).ShouldHaveSingleItem().Text.ShouldContain("missing");
        await ShouldBeOutOfServiceAsync(node);
    }

    [Fact]
    public async Task A_partition_whose_identity_is_damaged_is_set_aside_and_out_of_service()
    {
        await using NodeUnderTest node = await WithRecordsAsync();

        await node.RestartAsync(() => FlipLastByte(Path.Combine(node.Folder, "replicas", "t-0", "replica")));

        (await node.Log.WaitForAsync(1030)).ShouldHaveSingleItem().Text.ShouldContain(".damaged");
        Directory.GetDirectories(Path.Combine(node.Folder, "replicas"), "*.damaged").ShouldHaveSingleItem();
        await ShouldBeOutOfServiceAsync(node);
    }

    [Fact]
    public async Task A_topic_out_of_service_can_be_deleted_and_made_anew()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        await node.RestartAsync(() => FlipLastByte(RestartTests.LastSegment(node.Folder, "t-0")));
        using WireClient client = await node.ConnectAsync();

        (await client.DeleteTopicAsync("t")).ShouldBe(ErrorCode.None);
        await client.CreateTopicAsync("t");

        (await client.AppendAsync("t", 0, "new")).ShouldBe(0);
    }

    [Fact]
    public async Task Without_the_log_of_the_cluster_the_node_does_not_start_and_touches_nothing()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        string cluster = Path.Combine(node.Folder, "replicas", "__cluster-0");
        string aside = node.Folder + ".aside";

        await node.Node.StopAsync();
        Directory.Move(cluster, aside);
        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: node.Folder));
        Directory.GetDirectories(Path.Combine(node.Folder, "replicas"), "t-*").Length.ShouldBe(2);
        Directory.Move(aside, cluster);

        refused.Message.ShouldContain("__cluster-0");
        await node.RestartAsync();
        using WireClient client = await node.ConnectAsync();
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_damaged_log_of_the_cluster_keeps_the_node_from_starting_with_a_clear_error()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        await node.Node.StopAsync();
        string segment = RestartTests.LastSegment(node.Folder, "__cluster-0");
        FlipLastByte(segment);

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: node.Folder));

        refused.Message.ShouldContain("__cluster-0");
        refused.Message.ShouldContain("damaged");
        FlipLastByte(segment);
        await node.RestartAsync();
        using WireClient client = await node.ConnectAsync();
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_damaged_vote_journal_keeps_the_node_from_starting_with_a_clear_error()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        await node.Node.StopAsync();
        byte[] votes = File.ReadAllBytes(Path.Combine(node.Folder, "votes"));
        File.WriteAllBytes(Path.Combine(node.Folder, "votes"), [.. votes.Select(b => (byte)~b)]);

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(folder: node.Folder));

        refused.Message.ShouldContain("votes");
        File.WriteAllBytes(Path.Combine(node.Folder, "votes"), votes);
        await node.RestartAsync();
    }

    [Fact]
    public async Task Records_that_rot_under_a_running_node_are_an_error_for_their_readers_alone()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        using WireClient client = await node.ConnectAsync();
        // The file loses its end while the node has it open.
        using (FileStream file = new(RestartTests.LastSegment(node.Folder, "t-0"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) file.SetLength(file.Length - 10);

        await client.SendAsync(RecordCalls.FetchFrom("t", 0, 0), 12);
        await client.ShouldBeClosedAsync();

        using WireClient other = await node.ConnectAsync();
        (await other.ReadValuesAsync("t", 1)).ShouldBe(["c"]);
        (await other.ListOffsetAsync("t", 0, 1)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await node.Log.WaitForAsync(1036)).ShouldHaveSingleItem().Text.ShouldContain("t-0");
    }

    [Fact]
    public async Task Offsets_that_cannot_be_read_are_not_answered_as_no_offsets()
    {
        await using NodeUnderTest node = await WithRecordsAsync();
        var topics = new List<OffsetFetchRequestTopic> { new() { Name = "t", PartitionIndexes = [0] } };
        using (WireClient client = await node.ConnectAsync())
        {
            var commit = new OffsetCommitRequest { GroupId = "g", GenerationId = -1, Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, CommittedOffset = 2 }] }] };
            (await client.CallAsync(commit, 8)).Topics[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.None);
        }

        await node.RestartAsync(() => FlipLastByte(RestartTests.LastSegment(node.Folder, "__consumer_offsets-0")));

        using WireClient again = await node.ConnectAsync();
        for (short version = 1; version <= 7; version++)
        {
            OffsetFetchResponse answer = await again.CallAsync(new OffsetFetchRequest { GroupId = "g", Topics = topics }, version);
            answer.Topics[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.CoordinatorNotAvailable);
            if (version >= 2) answer.ErrorCode.ShouldBe(ErrorCode.CoordinatorNotAvailable);
        }

        OffsetFetchResponse batched = await again.CallAsync(new OffsetFetchRequest { Groups = [new() { GroupId = "g", Topics = topics }] }, 8);
        batched.Groups[0].ErrorCode.ShouldBe(ErrorCode.CoordinatorNotAvailable);
        (await again.CallAsync(new FindCoordinatorRequest { Key = "g" }, 3)).ErrorCode.ShouldBe(ErrorCode.CoordinatorNotAvailable);
        (await again.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
    }

    private static async Task<NodeUnderTest> WithRecordsAsync()
    {
        NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        await client.AppendAsync("t", 0, "a", "b");
        await client.AppendAsync("t", 1, "c");
        return node;
    }

    private static async Task ShouldBeOutOfServiceAsync(NodeUnderTest node)
    {
        using WireClient client = await node.ConnectAsync();
        (await client.ProduceAsync("t", 0, Batches.Of("x"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.FetchAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.ListOffsetAsync("t", 0, -1)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.DeleteRecordsAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        MetadataResponseTopic topic = await client.DescribeTopicAsync("t");
        (topic.Partitions[0].ErrorCode, topic.Partitions[0].LeaderId).ShouldBe((ErrorCode.LeaderNotAvailable, -1));
        topic.Partitions[0].OfflineReplicas.ShouldBe([1]);
        (topic.Partitions[1].ErrorCode, topic.Partitions[1].LeaderId).ShouldBe((ErrorCode.None, 1));
        (await client.CallAsync(new DescribeLogDirsRequest(), 4)).Results.ShouldHaveSingleItem();

        (await client.ReadValuesAsync("t", 1)).ShouldBe(["c"]);
        (await client.AppendAsync("t", 1, "d")).ShouldBe(1);
    }

    private static void FlipLastByte(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
