using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class DeleteTopicsTests
{
    [Fact]
    public async Task Every_version_deletes_a_topic_and_its_files()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        for (short version = 0; version <= 6; version++)
        {
            await client.CreateTopicAsync("t", partitions: 2);
            await client.AppendAsync("t", 0, "a");
            var request = new DeleteTopicsRequest { TopicNames = ["t"], Topics = [new() { Name = "t" }], TimeoutMs = 0 };

            DeleteTopicsResponseTopic answer = (await client.CallAsync(request, version)).Responses.ShouldHaveSingleItem();

            (answer.Name, answer.ErrorCode).ShouldBe(("t", ErrorCode.None), $"version {version}");
            (await client.FetchAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
            (await client.ProduceAsync("t", 0, Batches.Of("b"))).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
            (await client.ListOffsetAsync("t", 0, -1)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
            Directory.GetDirectories(Path.Combine(node.Folder, "replicas")).ShouldAllBe(d => !Path.GetFileName(d).StartsWith("t-", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_topic_is_deleted_by_its_id_and_unknown_ids_and_names_are_told_so()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        Guid id = (await client.DescribeTopicAsync("t")).TopicId;
        var unknown = Guid.NewGuid();

        DeleteTopicsResponse response = await client.CallAsync(
            new DeleteTopicsRequest { Topics = [new() { Name = null, TopicId = unknown }, new() { Name = null, TopicId = id }, new() { Name = "missing" }] }, 6);

        response.Responses.Select(t => (t.Name, t.TopicId, t.ErrorCode)).ShouldBe(
            [(null, unknown, ErrorCode.UnknownTopicId), ("t", id, ErrorCode.None), ("missing", Guid.Empty, ErrorCode.UnknownTopicOrPartition)]);
        response.Responses[2].ErrorMessage.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(TopicName.ConsumerOffsets)]
    [InlineData(TopicName.Cluster)]
    public async Task Internal_topics_cannot_be_deleted(string name)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.DeleteTopicAsync(name)).ShouldBe(ErrorCode.TopicAuthorizationFailed);
    }

    [Fact]
    public async Task A_deleted_topic_stays_deleted_after_a_restart()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.CreateTopicAsync("kept");
            await client.DeleteTopicAsync("t");
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.DescribeTopicAsync("t")).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await again.DescribeTopicAsync("kept")).ErrorCode.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Deleting_under_load_hurts_no_other_topic()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient admin = await node.ConnectAsync();
        await admin.CreateTopicAsync("other");
        int stored = 0;
        for (int round = 0; round < 10; round++)
        {
            await admin.CreateTopicAsync("t", partitions: 2);
            using var begun = new SemaphoreSlim(0);
            Task[] writers = [.. Enumerable.Range(0, 4).Select(async i =>
            {
                using WireClient client = await node.ConnectAsync();
                string topic = i == 0 ? "other" : "t";
                for (int n = 0; n < 30; n++)
                {
                    ErrorCode error = (await client.ProduceAsync(topic, i / 2, Batches.Of("x"))).ErrorCode;
                    if (n == 3) begun.Release();
                    if (i == 0)
                    {
                        error.ShouldBe(ErrorCode.None);
                        Interlocked.Increment(ref stored);
                    }
                    else
                    {
                        error.ShouldBeOneOf(ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.NotEnoughReplicasAfterAppend);
                        (await client.FetchAsync("t", i / 2, 0)).ErrorCode.ShouldBeOneOf(ErrorCode.None, ErrorCode.UnknownTopicOrPartition);
                    }
                }
            })];
            for (int i = 0; i < 4; i++) await begun.WaitAsync(TestContext.Current.CancellationToken);
            (await admin.DeleteTopicAsync("t")).ShouldBe(ErrorCode.None);
            await Task.WhenAll(writers);
        }

        (await admin.ReadAllAsync("other")).Count.ShouldBe(stored);
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_topic_deleted_while_it_is_compacted_leaves_its_successor_alone()
    {
        using var disk = new HeldDisk(Storage.PhysicalFileSystem.Instance);
        await using NodeUnderTest node = NodeUnderTest.Start(files: disk);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.CleanupPolicy, "compact"), (TopicSettings.SegmentBytes, "1024"), (TopicSettings.MinCleanableDirtyRatio, "0"));
        for (int i = 0; i < 20; i++) await client.ProduceAsync("t", 0, Batches.Keyed(Records.CompressionCodec.None, ("k", new string('x', 300))));
        Replica old = node.Node.Topics.Find("t", 0)!;
        disk.Hold(".log.aside");
        Task cleaning = Task.Run(() => node.Node.Cleaner.Clean(old, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => disk.Waiting == 1, "a segment is being rewritten");

        Task<ErrorCode> deleting = client.DeleteTopicAsync("t");
        await Eventually.TrueAsync(() => old.IsClosed, "the old replica serves no more");
        deleting.IsCompleted.ShouldBeFalse();
        disk.LetGo();
        (await deleting).ShouldBe(ErrorCode.None);
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "new");
        await cleaning;

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.ReadValuesAsync("t")).ShouldBe(["new"]);
    }
}
