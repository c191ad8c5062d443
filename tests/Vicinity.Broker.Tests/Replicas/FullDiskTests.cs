using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

public sealed class FullDiskTests
{
    [Fact]
    public async Task a_full_real_disk_is_answered_as_a_storage_error_and_nothing_acknowledged_is_lost()
    {
        using SmallDisk disk = SmallDisk.Mount("4m");
        await using NodeUnderTest elsewhere = NodeUnderTest.Start();
        await using NodeUnderTest node = NodeUnderTest.Start(folder: Path.Combine(disk.Path, "data"));
        using WireClient client = await node.ConnectAsync();
        using WireClient other = await elsewhere.ConnectAsync();
        await other.CreateTopicAsync("t");
        await client.CreateTopicAsync("t");
        await client.CreateTopicAsync("quiet");
        await client.AppendAsync("quiet", 0, "quiet");
        int acknowledged = 0;
        ProduceResponsePartition answer;
        while ((answer = await client.ProduceAsync("t", 0, Batches.Of($"{acknowledged} {new string('x', 100_000)}"))).ErrorCode == ErrorCode.None)
        {
            acknowledged++;
            (await other.AppendAsync("t", 0, "undisturbed")).ShouldBe(acknowledged - 1);
        }

        answer.ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        answer.ErrorMessage.ShouldNotBeNull().ShouldContain("no space left");
        acknowledged.ShouldBeGreaterThan(10);
        LoggedEvent line = (await node.Log.WaitForAsync(1030))[0];
        line.Text.ShouldContain("t-0");
        line.Text.ShouldContain("no space left");
        (await client.ReadValuesAsync("quiet")).ShouldBe(["quiet"]);
        (await other.AppendAsync("t", 0, "undisturbed")).ShouldBe(acknowledged);

        await node.RestartAsync(() => disk.Resize("64m"));
        using WireClient again = await node.ConnectAsync();
        List<FetchedRecord> records = await again.ReadAllAsync("t");
        records.Count.ShouldBe(acknowledged);
        records.Select(r => r.Value!.Split(' ')[0]).ShouldBe(Enumerable.Range(0, acknowledged).Select(i => $"{i}"));
        (await again.AppendAsync("t", 0, "room again")).ShouldBe(acknowledged);
    }

    [Fact]
    public async Task a_full_disk_refuses_topics_ids_and_changes_with_a_storage_error_and_keeps_the_connection()
    {
        var disk = new SimulatedFileSystem();
        await using NodeUnderTest node = NodeUnderTest.Start(files: disk, folder: "/data");
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b");
        disk.Capacity = 0;

        (await client.TryCreateTopicAsync(TopicCalls.Creating("new", 3))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.DescribeTopicAsync("auto", mayCreate: true)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.CallAsync(new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = 2 }] }, 3)).Results[0].ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.AlterTopicAsync("t", (TopicSettings.RetentionMs, 0, "1"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.CallAsync(new InitProducerIdRequest(), 4)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.DeleteTopicAsync("t")).ShouldBe(ErrorCode.KafkaStorageError);
        (await client.DeleteRecordsAsync("t", 0, 1)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);

        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        (await client.DescribeTopicAsync("t")).Partitions.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.None);
        node.Log.Of(1012).ShouldBeEmpty();
        node.Log.Of(1023).Count.ShouldBe(5);

        await node.RestartAsync(() => disk.Capacity = long.MaxValue);
        using WireClient again = await node.ConnectAsync();
        (await again.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        await again.CreateTopicAsync("new", 3);
        await again.CreateTopicAsync("auto");
    }

    [Fact]
    public async Task a_topic_whose_creation_failed_can_be_created_later_without_a_restart()
    {
        var disk = new SimulatedFileSystem();
        await using NodeUnderTest node = NodeUnderTest.Start(files: disk, folder: "/data");
        using WireClient client = await node.ConnectAsync();
        disk.Fail(FileOperation.Rename, "new-2");
        disk.Fail(FileOperation.Write, ".new", skip: 8);

        CreateTopicsResponseTopic failed = await client.TryCreateTopicAsync(TopicCalls.Creating("new", 4));
        disk.Heal();

        failed.ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        failed.ErrorMessage.ShouldNotBeNull().ShouldContain("new");
        await client.CreateTopicAsync("new", 4);
        (await client.AppendAsync("new", 3, "a")).ShouldBe(0);
    }

    [Fact]
    public async Task the_clock_of_the_node_goes_on_over_a_full_disk_and_it_stops_cleanly()
    {
        var disk = new SimulatedFileSystem();
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk, folder: "/data");
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", 0, Batches.At(clock.NowMs, "a"));
        disk.Capacity = 0;

        clock.Advance(TimeSpan.FromMinutes(2));

        node.Log.Of(1038).Count.ShouldBe(1);
        (await client.ReadValuesAsync("t")).ShouldBe(["a"]);
        await node.RestartAsync(() => disk.Capacity = long.MaxValue);
        using WireClient again = await node.ConnectAsync();
        (await again.ReadValuesAsync("t")).ShouldBe(["a"]);
    }

    [Fact]
    public void a_node_does_not_start_on_a_full_disk_and_says_why()
    {
        var disk = new SimulatedFileSystem { Capacity = 10 };

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(files: disk, folder: "/data"));

        refused.Message.ShouldContain("/data");
        refused.Message.ShouldContain("no space left");
    }
}
