using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_real_disk_is_answered_as_a_storage_error_and_nothing_acknowledged_is_lost()
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
        LoggedEvent line = (await node.Log.WaitForAsync(1070))[0];
        line.Text.ShouldContain("t-0");
        line.Text.ShouldContain("no space left");
        (await client.ReadValuesAsync("quiet")).ShouldBe(["quiet"]);
        (await other.AppendAsync("t", 0, "undisturbed")).ShouldBe(acknowledged);

        (await client.ReadAllAsync("t")).Count.ShouldBe(acknowledged, "reads go on");
        await node.RestartAsync(() => disk.Resize("64m"));
        using WireClient again = await node.ConnectAsync();
        List<FetchedRecord> records = await again.ReadAllAsync("t");
        records.Count.ShouldBe(acknowledged);
        records.Select(r => r.Value!.Split(' ')[0]).ShouldBe(Enumerable.Range(0, acknowledged).Select(i => $"{i}"));
        (await again.AppendAsync("t", 0, "room again")).ShouldBe(acknowledged);
    }

    [Fact]
    public async Task A_full_disk_refuses_topics_ids_and_changes_with_a_storage_error_and_keeps_the_connection()
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
    public async Task A_topic_whose_creation_failed_can_be_created_later_without_a_restart()
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
    public async Task The_clock_of_the_node_goes_on_over_a_full_disk_and_it_stops_cleanly()
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
    public void A_node_does_not_start_on_a_full_disk_and_says_why()
    {
        var disk = new SimulatedFileSystem { Capacity = 10 };

        BrokerException refused = Should.Throw<BrokerException>(() => NodeUnderTest.Start(files: disk, folder: "/data"));

        refused.Message.ShouldContain("/data");
        refused.Message.ShouldContain("no space left");
    }

    [Fact]
    public async Task When_a_full_real_disk_has_room_again_its_partitions_come_back_by_themselves_and_reads_go_on_meanwhile()
    {
        using SmallDisk disk = SmallDisk.Mount("4m");
        await using NodeUnderTest node = NodeUnderTest.Start(folder: Path.Combine(disk.Path, "data"));
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        using WireClient waiting = await node.ConnectAsync();
        int acknowledged = 0;
        while ((await client.ProduceAsync("t", 0, Batches.Of($"{acknowledged} {new string('x', 100_000)}"))).ErrorCode == ErrorCode.None) acknowledged++;
        await waiting.SendAsync(RecordCalls.FetchFrom("t", 0, acknowledged, maxWaitMs: 600_000), 12);

        (await client.ReadAllAsync("t")).Count.ShouldBe(acknowledged);
        (await client.ListOffsetAsync("t", 0, -1)).Offset.ShouldBe(acknowledged);
        (await client.DescribeTopicAsync("t")).Partitions.ShouldHaveSingleItem().LeaderId.ShouldBe(1);
        (await client.ProduceAsync("t", 0, Batches.Of("small"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        disk.Resize("64m");

        ProduceResponsePartition back = await Eventually.AnswersAsync(() => client.ProduceAsync("t", 0, Batches.Of("back")), p => p.ErrorCode == ErrorCode.None, "the partition takes records again");
        back.BaseOffset.ShouldBe(acknowledged);
        (_, FetchResponse response) = await waiting.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(response.Responses[0].Partitions[0].Records)[0].Value.ShouldBe("back");
        List<FetchedRecord> records = await client.ReadAllAsync("t");
        records.Take(acknowledged).Select(r => r.Value!.Split(' ')[0]).ShouldBe(Enumerable.Range(0, acknowledged).Select(i => $"{i}"));
        await client.CreateTopicAsync("another");
        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.ReadAllAsync("t")).Count.ShouldBe(records.Count);
    }

    [Fact]
    public async Task An_idempotent_producer_goes_on_over_a_full_disk_and_nothing_is_stored_twice()
    {
        var disk = new SimulatedFileSystem();
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk, folder: "/data");
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        (await client.ProduceAsync("t", 0, Batches.From(7, 0, 0, "a"))).ErrorCode.ShouldBe(ErrorCode.None);
        disk.Capacity = 0;
        (await client.ProduceAsync("t", 0, Batches.From(7, 0, 1, "b"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.ProduceAsync("t", 0, Batches.From(7, 0, 1, "b"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.ReadValuesAsync("t")).ShouldBe(["a"]);

        disk.Capacity = long.MaxValue;
        clock.Advance(TimeSpan.FromSeconds(2));

        (await client.ProduceAsync("t", 0, Batches.From(7, 0, 1, "b"))).ShouldSatisfyAllConditions(p => p.ErrorCode.ShouldBe(ErrorCode.None), p => p.BaseOffset.ShouldBe(1));
        (await client.ProduceAsync("t", 0, Batches.From(7, 0, 1, "b"))).BaseOffset.ShouldBe(1);
        (await client.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task At_whatever_byte_the_disk_is_full_what_was_acknowledged_is_there_when_there_is_room()
    {
        for (int spare = 0; spare < 400; spare += 23)
        {
            var disk = new SimulatedFileSystem();
            var clock = new HandClock();
            await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk, folder: "/data");
            using WireClient client = await node.ConnectAsync();
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "first");
            disk.Capacity = long.MaxValue / 2;
            disk.Capacity = disk.Capacity - disk.SpaceOf("/data").Free + spare;
            var acknowledged = new List<string> { "first" };
            for (int i = 0; i < 8; i++)
            {
                if ((await client.ProduceAsync("t", 0, Batches.Of($"r{i}"))).ErrorCode == ErrorCode.None) acknowledged.Add($"r{i}");
            }

            (await client.ReadValuesAsync("t")).ShouldBe(acknowledged, $"{spare} bytes to spare");
            disk.Capacity = long.MaxValue;
            clock.Advance(TimeSpan.FromSeconds(2));
            (await client.AppendAsync("t", 0, "last")).ShouldBe(acknowledged.Count);
            (await client.ReadValuesAsync("t")).ShouldBe([.. acknowledged, "last"]);
        }
    }

    [Fact]
    public async Task Retention_makes_room_on_a_full_disk()
    {
        using SmallDisk disk = SmallDisk.Mount("4m");
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { RetentionCheckInterval = TimeSpan.FromMinutes(1) }, clock, folder: Path.Combine(disk.Path, "data"));
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "1000000"), (TopicSettings.RetentionMs, "3600000"));
        int acknowledged = 0;
        while ((await client.ProduceAsync("t", 0, Batches.At(clock.NowMs, $"{acknowledged} {new string('x', 100_000)}"))).ErrorCode == ErrorCode.None) acknowledged++;

        // Removed segments stay readable for a minute, and take room so long.
        clock.Advance(TimeSpan.FromMinutes(64));

        using WireClient again = await node.ConnectAsync();
        ProduceResponsePartition answer = await again.ProduceAsync("t", 0, Batches.At(clock.NowMs, "room"));
        answer.ErrorCode.ShouldBe(ErrorCode.None, answer.ErrorMessage);
    }

    [Fact]
    public async Task A_partition_whose_sync_failed_does_not_come_back_by_itself()
    {
        var disk = new SimulatedFileSystem();
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk, folder: "/data");
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        disk.Fail(FileOperation.Sync, "t-0");
        (await client.ProduceAsync("t", 0, Batches.Of("b"))).ErrorCode.ShouldNotBe(ErrorCode.None);
        disk.Heal();

        clock.Advance(TimeSpan.FromMinutes(3));

        (await client.ProduceAsync("t", 0, Batches.Of("c"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.FetchAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
    }

    [Fact]
    public async Task A_replica_that_finds_no_room_when_it_is_opened_comes_into_service_when_there_is_room()
    {
        var disk = new SimulatedFileSystem();
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk, folder: "/data");
        ReplicaStore store = node.Node.Store;
        ReplicaFolder folder = store.Prepare(new("t", 0), Guid.NewGuid());
        disk.Capacity = 0;
        Replica replica = store.Open(folder, node.Node.Topics.DefaultConfig);
        replica.WaitsForRoom.ShouldBeTrue();
        replica.ServiceError.ShouldBe(ErrorCode.KafkaStorageError);
        replica.ReadError.ShouldBe(ErrorCode.KafkaStorageError);
        node.Log.Of(1030).ShouldBeEmpty();
        node.Log.Of(1070).ShouldHaveSingleItem().Text.ShouldContain("t-0");
        clock.Advance(TimeSpan.FromSeconds(10));
        replica.WaitsForRoom.ShouldBeTrue("there is no room yet");

        disk.Capacity = long.MaxValue;
        clock.Advance(TimeSpan.FromMinutes(1));

        node.Log.Of(1071).ShouldHaveSingleItem().Text.ShouldContain("t-0");
        replica.Failure.ShouldBeNull();
        replica.LeadsWithCurrentHighWatermark.ShouldBeTrue();
        replica.Voters.ShouldBe([store.VoterOf(folder)]);
        replica.Append(Batches.Of("a"), clock.NowMs).Error.ShouldBe(ErrorCode.None);
        replica.Flush();
        replica.HighWatermark.ShouldBe(1);
        store.Find(new("t", 0)).ShouldBe(replica);
    }

    [Fact]
    public async Task A_node_of_a_cluster_whose_disk_is_full_lets_others_lead_and_passes_administration_on_and_comes_back()
    {
        using SmallDisk disk = SmallDisk.Mount("16m");
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3, o => o.DataFolder.EndsWith("n0", StringComparison.Ordinal) ? o with { DataFolder = Path.Combine(disk.Path, "data") } : o);
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters.Count == 3), "three nodes vote on the cluster's own log");
        using WireClient first = await cluster.ConnectAsync(1);
        (await first.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3))).ErrorCode.ShouldBe(ErrorCode.None);
        await cluster.Node(1).Cluster.Elections.ElectAsync([new("t", 0)], TimeSpan.FromSeconds(5), passesOn: true);
        string ballast = Path.Combine(disk.Path, "ballast");
        SmallDisk.Fill(ballast);

        // Its replicas of this topic and of the cluster's own log find no room; the other two go on.
        int stored = 0;
        for (int i = 0; i < 20; i++) stored += await ProduceAnywhereAsync(cluster, $"{i} {new string('x', 100_000)}");
        stored.ShouldBe(20);
        // The last page of its copy of the cluster's own log has room for a few records.
        for (int i = 0; i < 200 && cluster.Node(1).Topics.ClusterReplica.Failure is null; i++) await first.TryCreateTopicAsync(TopicCalls.Creating($"filler{i}", 1, 2));
        cluster.Node(1).Topics.ClusterReplica.WaitsForRoom.ShouldBeTrue();
        await Eventually.TrueAsync(() => cluster.Node(1).Cluster.Controller.Elsewhere is not null, "it knows another controller");
        CreateTopicsResponseTopic made = await first.TryCreateTopicAsync(TopicCalls.Creating("other", 1, 2));
        made.ErrorCode.ShouldBe(ErrorCode.None, made.ErrorMessage);
        cluster.Node(1).Topics.Find("t", 0)!.WaitsForRoom.ShouldBeTrue();
        File.Delete(ballast);

        await Eventually.TrueAsync(() => cluster.Node(1).Topics.Find("t", 0) is { Failure: null } mine && mine.HighWatermark == cluster.Node(2).Topics.Find("t", 0)!.HighWatermark, "its replica is back and has everything");
        await Eventually.TrueAsync(() => cluster.Node(1).Topics.Find("other") is not null, "it knows what was created meanwhile");
        int leader = NodesUnderTest.LeaderOf(cluster.Node(1), "t");
        using WireClient reader = await cluster.ConnectAsync(leader);
        (await reader.ReadAllAsync("t")).Select(r => r.Value!.Split(' ')[0]).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    /// <summary>Produces one record to whoever leads, as a client does that is told that nothing was stored.</summary>
    private static async Task<int> ProduceAnywhereAsync(NodesUnderTest cluster, string value)
    {
        LeadershipTable leaders = cluster.Node(2).Cluster.Leaders;
        for (int attempt = 0; attempt < 100; attempt++)
        {
            Task change = leaders.NextChange;
            int leader = NodesUnderTest.LeaderOf(cluster.Node(2), "t");
            using WireClient client = await cluster.ConnectAsync(leader);
            ProduceResponsePartition answer = await client.ProduceAsync("t", 0, Batches.Of(value));
            if (answer.ErrorCode == ErrorCode.None) return 1;
            answer.ErrorCode.ShouldBeOneOf(ErrorCode.NotLeaderOrFollower, ErrorCode.KafkaStorageError);
            // A node that does not lead, or whose disk is full, is followed by another leader.
            await change.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("nobody takes the record");
    }
}
