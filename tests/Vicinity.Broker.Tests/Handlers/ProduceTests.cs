using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

public sealed class ProduceTests
{
    [Theory]
    [InlineData((short)-1)]
    [InlineData((short)1)]
    public async Task A_batch_is_answered_with_the_offset_of_its_first_record(short acks)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        ProduceResponsePartition first = await client.ProduceAsync("t", 0, Batches.Of("a", "b", "c"), acks);
        ProduceResponsePartition second = await client.ProduceAsync("t", 0, Batches.Of("d"), acks);

        first.ErrorCode.ShouldBe(ErrorCode.None);
        (first.BaseOffset, first.LogStartOffset, first.LogAppendTimeMs).ShouldBe((0, 0, -1));
        second.BaseOffset.ShouldBe(3);
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b", "c", "d"]);
    }

    [Theory]
    [InlineData((short)3)]
    [InlineData((short)5)]
    [InlineData((short)7)]
    [InlineData((short)8)]
    [InlineData((short)9)]
    public async Task Every_usable_version_stores_and_answers(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.ProduceAsync("t", 0, Batches.Of("a"), version: version)).BaseOffset.ShouldBe(0);
        (await client.ProduceAsync("t", 1, Batches.Of("a"), version: version)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await client.ReadValuesAsync("t")).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData((short)0)]
    [InlineData((short)1)]
    [InlineData((short)2)]
    public async Task Versions_of_the_old_message_formats_are_refused_with_a_log_line(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        await client.SendFrameAsync([0, 0, 0, (byte)version, 0, 0, 0, 1, 255, 255, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

        await client.ShouldBeClosedAsync();
        LoggedEvent line = (await node.Log.WaitForAsync(1010)).ShouldHaveSingleItem();
        line.Text.ShouldContain($"Produce version {version}");
        line.Text.ShouldContain("3 or later");
    }

    [Fact]
    public async Task Acks_0_stores_and_never_answers()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        await client.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a"), acks: 0), 9);
        await client.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("b"), acks: 0), 9);

        // The next answer on the connection is that of the next request.
        (await client.ProduceAsync("t", 0, Batches.Of("c"))).BaseOffset.ShouldBe(2);
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task A_failed_batch_with_acks_0_closes_the_connection_with_a_log_line()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        await client.SendAsync(RecordCalls.ProduceTo("missing", 0, Batches.Of("a"), acks: 0), 9);

        await client.ShouldBeClosedAsync();
        LoggedEvent line = (await node.Log.WaitForAsync(1010)).ShouldHaveSingleItem();
        line.Text.ShouldContain("acks 0");
        line.Text.ShouldContain("missing-0");
        line.Text.ShouldContain(nameof(ErrorCode.UnknownTopicOrPartition));
    }

    [Theory]
    [InlineData((short)2)]
    [InlineData((short)-2)]
    [InlineData(short.MaxValue)]
    public async Task Other_acks_are_refused_and_nothing_is_stored(short acks)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        ProduceResponsePartition answer = await client.ProduceAsync("t", 0, Batches.Of("a"), acks);

        answer.ErrorCode.ShouldBe(ErrorCode.InvalidRequiredAcks);
        answer.ErrorMessage.ShouldNotBeNull().ShouldContain($"acks {acks}");
        (answer.BaseOffset, answer.LogAppendTimeMs).ShouldBe((-1, -1));
        (await client.FetchAsync("t", 0, 0)).HighWatermark.ShouldBe(0);
    }

    [Fact]
    public async Task One_bad_partition_does_not_spoil_the_others()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);
        await client.CreateTopicAsync("u");
        byte[] corrupt = Batches.Of("corrupt");
        corrupt[^1] ^= 1;
        var request = new ProduceRequest
        {
            TimeoutMs = 10_000,
            TopicData =
            [
                new()
                {
                    Name = "t",
                    PartitionData =
                    [
                        new() { Index = 0, Records = Batches.Of("a") },
                        new() { Index = 1, Records = corrupt },
                        new() { Index = 7, Records = Batches.Of("b") },
                        new() { Index = 2, Records = Batches.Of("c") },
                        new() { Index = -1, Records = Batches.Of("d") },
                    ],
                },
                new() { Name = "missing", PartitionData = [new() { Index = 0, Records = Batches.Of("e") }] },
                new() { Name = "u", PartitionData = [new() { Index = 0, Records = Batches.Of("f") }] },
            ],
        };

        ProduceResponse response = await client.CallAsync(request, 9);

        response.Responses.Select(t => t.Name).ShouldBe(["t", "missing", "u"]);
        response.Responses[0].PartitionResponses.Select(p => (p.Index, p.ErrorCode)).ShouldBe(
        [
            (0, ErrorCode.None), (1, ErrorCode.CorruptMessage), (7, ErrorCode.UnknownTopicOrPartition), (2, ErrorCode.None), (-1, ErrorCode.UnknownTopicOrPartition),
        ]);
        response.Responses[1].PartitionResponses[0].ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        response.Responses[2].PartitionResponses[0].ErrorCode.ShouldBe(ErrorCode.None);
        response.Responses.SelectMany(t => t.PartitionResponses).ShouldAllBe(p => (p.ErrorCode == ErrorCode.None) == (p.BaseOffset == 0));
        (await client.ReadValuesAsync("t", 2)).ShouldBe(["c"]);
        (await client.ReadValuesAsync("u")).ShouldBe(["f"]);
    }

    [Fact]
    public async Task Producing_does_not_create_a_topic()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.ProduceAsync("t", 0, Batches.Of("a"))).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);

        (await client.DescribeTopicAsync("t")).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Theory]
    [InlineData(TopicName.ConsumerOffsets)]
    public async Task Internal_topics_are_written_by_the_node_alone(string topic)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.ProduceAsync(topic, 0, Batches.Keyed(CompressionCodec.None, ("k", "v")))).ErrorCode.ShouldBe(ErrorCode.TopicAuthorizationFailed);
    }

    [Fact]
    public async Task The_log_of_the_cluster_is_no_topic_for_clients()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.ProduceAsync(TopicName.Cluster, 0, Batches.Keyed(CompressionCodec.None, ("k", "v")))).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await client.FetchAsync(TopicName.Cluster, 0, 0)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await client.DescribeTopicAsync(TopicName.Cluster, mayCreate: true)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task A_transactional_id_is_refused_for_good()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        ProduceRequest request = RecordCalls.ProduceTo("t", 0, Batches.Of("a"));
        request.TransactionalId = "tx";

        ProduceResponse response = await client.CallAsync(request, 9);

        response.Responses[0].PartitionResponses[0].ErrorCode.ShouldBe(ErrorCode.TransactionalIdAuthorizationFailed);
    }

    [Fact]
    public async Task Acks_all_asks_for_min_insync_replicas_and_acks_1_does_not()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.MinInsyncReplicas, "2"));

        (await client.ProduceAsync("t", 0, Batches.Of("a"))).ErrorCode.ShouldBe(ErrorCode.NotEnoughReplicas);
        (await client.ProduceAsync("t", 0, Batches.Of("b"), acks: 1)).ErrorCode.ShouldBe(ErrorCode.None);

        (await client.ReadValuesAsync("t")).ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_request_without_topics_is_answered_without_topics()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.CallAsync(new ProduceRequest { TimeoutMs = 1000 }, 9)).Responses.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_request_of_many_partitions_is_stored_in_each()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 20);
        var request = new ProduceRequest { TimeoutMs = 10_000, TopicData = [new() { Name = "t" }] };
        for (int p = 0; p < 20; p++) request.TopicData[0].PartitionData.Add(new() { Index = p, Records = Batches.Of($"p{p}") });

        ProduceResponse response = await client.CallAsync(request, 9);

        response.Responses[0].PartitionResponses.ShouldAllBe(p => p.ErrorCode == ErrorCode.None && p.BaseOffset == 0);
        for (int p = 0; p < 20; p++) (await client.ReadValuesAsync("t", p)).ShouldBe([$"p{p}"]);
    }
}
