using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Requests that name the same thing many times: each is answered once, with the work of one.</summary>
public sealed class RepeatedNamesTests
{
    private const int Many = 30_000;

    [Fact(Timeout = 60_000)]
    public async Task A_fetch_that_names_a_partition_many_times_watches_it_once_and_holds_up_nobody()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient attacker = await node.ConnectAsync();
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        var request = new FetchRequest
        {
            MaxWaitMs = 600_000,
            MinBytes = int.MaxValue,
            MaxBytes = int.MaxValue,
            Topics = [new() { Topic = "t", Partitions = Repeat(() => new FetchRequestPartition { Partition = 0, PartitionMaxBytes = 1 << 20 }) }],
        };
        await attacker.SendAsync(request, 12);
        Replica replica = node.Node.Topics.Find("t", 0)!;
        await Eventually.TrueAsync(() => replica.Observers == 1, "the Fetch watches the partition");

        // One look at all of them for each of them, at each of these, were 10^11 looks.
        for (int i = 0; i < 100; i++) await writer.AppendAsync("t", 0, "a");

        replica.Observers.ShouldBe(1);
    }

    [Fact]
    public async Task Of_a_partition_that_a_fetch_names_again_the_last_wish_holds_in_the_first_place()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        await client.AppendAsync("t", 0, "a");
        await client.AppendAsync("t", 0, "b");
        var request = new FetchRequest
        {
            MaxWaitMs = 0,
            Topics =
            [
                new() { Topic = "t", Partitions = [new() { Partition = 0, FetchOffset = 0 }, new() { Partition = 1 }] },
                new() { Topic = "t", Partitions = [new() { Partition = 0, FetchOffset = 1 }] },
            ],
        };

        FetchResponse response = await client.CallAsync(request, 12);

        List<FetchResponsePartition> partitions = response.Responses.ShouldHaveSingleItem().Partitions;
        partitions.Select(p => p.PartitionIndex).ShouldBe([0, 1]);
        Batches.RecordsIn(partitions[0].Records).Select(r => r.Value).ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_fetch_that_waits_for_more_than_its_answer_can_hold_is_answered_when_that_is_full()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient reader = await node.ConnectAsync();
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t", partitions: 2);
        var request = new FetchRequest
        {
            MaxWaitMs = 600_000,
            MinBytes = int.MaxValue,
            MaxBytes = 100,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, PartitionMaxBytes = 1000 }, new() { Partition = 1, PartitionMaxBytes = 1000 }] }],
        };
        await reader.SendAsync(request, 12);
        await writer.AppendAsync("t", 1, new string('b', 50));

        (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);

        response.Responses.ShouldHaveSingleItem().Partitions.Sum(p => p.Records!.Value.Length).ShouldBeInRange(100, 200);
    }

    [Fact]
    public void Waiting_fetches_of_all_connections_together_watch_a_bounded_number_of_partitions()
    {
        var waits = new FetchWaits();

        waits.TryEnter(FetchWaits.MostPartitions - 1).ShouldBeTrue();
        waits.TryEnter(2).ShouldBeFalse();
        waits.TryEnter(1).ShouldBeTrue();
        waits.Leave(FetchWaits.MostPartitions);

        waits.Partitions.ShouldBe(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task Whatever_a_request_names_many_times_is_answered_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 50);

        var metadata = await client.CallAsync(new MetadataRequest { Topics = Repeat(() => new MetadataRequestTopic { Name = "t" }) }, 12);
        metadata.Topics.ShouldHaveSingleItem().Partitions.Count.ShouldBe(50);

        var epochs = await client.CallAsync(new OffsetForLeaderEpochRequest { Topics = [new() { Topic = "t", Partitions = Repeat(() => new OffsetForLeaderEpochRequestPartition()) }] }, 4);
        epochs.Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();

        var quorum = await client.CallAsync(new DescribeQuorumRequest { Topics = [new() { TopicName = "t", Partitions = Repeat(() => new DescribeQuorumRequestPartition()) }] }, 2);
        quorum.Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();

        var logs = await client.CallAsync(new DescribeLogDirsRequest { Topics = Repeat(() => new DescribeLogDirsRequestTopic { Topic = "t", Partitions = [3, 3, 4] }) }, 4);
        logs.Results.ShouldHaveSingleItem().Topics.ShouldHaveSingleItem().Partitions.Select(p => p.PartitionIndex).ShouldBe([3, 4]);

        var moves = await client.CallAsync(new ListPartitionReassignmentsRequest { TimeoutMs = 1000, Topics = Repeat(() => new ListPartitionReassignmentsRequestTopic { Name = "t", PartitionIndexes = [0] }) }, 0);
        moves.Topics.ShouldBeEmpty();

        var configs = await client.CallAsync(
            new DescribeConfigsRequest { Resources = Repeat(i => new DescribeConfigsRequestResource { ResourceType = TopicCalls.TopicResource, ResourceName = "t", ConfigurationKeys = [i % 2 == 0 ? "segment.ms" : "retention.ms"] }) }, 4);
        configs.Results.ShouldHaveSingleItem().Configs.Select(c => c.Name).ShouldBe(["retention.ms", "segment.ms"], ignoreOrder: true);

        var groups = await client.CallAsync(new DescribeGroupsRequest { Groups = Repeat(() => "g") }, 5);
        groups.Groups.ShouldHaveSingleItem();

        var coordinators = await client.CallAsync(new FindCoordinatorRequest { CoordinatorKeys = Repeat(() => "g") }, 4);
        coordinators.Coordinators.ShouldHaveSingleItem();

        var committed = await client.CallAsync(
            new OffsetCommitRequest { GroupId = "g", GenerationId = -1, Topics = [new() { Name = "t", Partitions = Repeat(i => new OffsetCommitRequestPartition { PartitionIndex = 7, CommittedOffset = i }) }] }, 8);
        committed.Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.None);

        var offsets = await client.CallAsync(
            new OffsetFetchRequest { Groups = Repeat(() => new OffsetFetchRequestGroup { GroupId = "g", Topics = [new() { Name = "t", PartitionIndexes = [7, 7] }] }) }, 8);
        offsets.Groups.ShouldHaveSingleItem().Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().CommittedOffset.ShouldBe(Many - 1);

        var deletedOffsets = await client.CallAsync(new OffsetDeleteRequest { GroupId = "g", Topics = [new() { Name = "t", Partitions = Repeat(() => new OffsetDeleteRequestPartition { PartitionIndex = 7 }) }] }, 0);
        deletedOffsets.Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.None);

        var deletedGroups = await client.CallAsync(new DeleteGroupsRequest { GroupsNames = Repeat(() => "missing") }, 2);
        deletedGroups.Results.ShouldHaveSingleItem();

        var deletedTopics = await client.CallAsync(new DeleteTopicsRequest { TimeoutMs = 1000, TopicNames = Repeat(() => "missing") }, 5);
        deletedTopics.Responses.ShouldHaveSingleItem();
    }

    [Fact(Timeout = 120_000)]
    public async Task Changes_of_what_is_named_twice_are_refused_once_and_nothing_is_done()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        var created = await client.CallAsync(new CreateTopicsRequest { TimeoutMs = 1000, Topics = Repeat(i => new CreateTopicsRequestTopic { Name = $"n{i / 2}", NumPartitions = 1, ReplicationFactor = 1 }) }, 7);
        created.Topics.Count.ShouldBe(Many / 2);
        created.Topics.ShouldAllBe(t => t.ErrorCode == ErrorCode.InvalidRequest);

        var grown = await client.CallAsync(new CreatePartitionsRequest { TimeoutMs = 1000, Topics = Repeat(i => new CreatePartitionsRequestTopic { Name = "t", Count = i + 2 }) }, 3);
        grown.Results.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.InvalidRequest);

        var altered = await client.CallAsync(new AlterConfigsRequest { Resources = Repeat(() => new AlterConfigsRequestResource { ResourceType = TopicCalls.TopicResource, ResourceName = "t" }) }, 2);
        altered.Responses.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.InvalidRequest);

        var changed = await client.CallAsync(new IncrementalAlterConfigsRequest { Resources = Repeat(() => new IncrementalAlterConfigsRequestResource { ResourceType = TopicCalls.TopicResource, ResourceName = "t" }) }, 1);
        changed.Responses.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_list_of_a_million_words_for_a_setting_is_refused_at_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        string words = string.Join(',', Enumerable.Range(0, 1_000_000));
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new()
                {
                    ResourceType = TopicCalls.TopicResource,
                    ResourceName = "t",
                    Configs = [new() { Name = "cleanup.policy", ConfigOperation = 2, Value = words }],
                },
            ],
        };

        IncrementalAlterConfigsResponse response = await client.CallAsync(request, 1);

        response.Responses.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
        response.Responses[0].ErrorMessage!.Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task A_request_of_more_elements_than_a_cluster_has_partitions_closes_its_connection()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        var request = new DescribeLogDirsRequest { Topics = [new() { Topic = "t", Partitions = [.. Enumerable.Range(0, 600_000)] }] };

        await client.SendAsync(request, 4);

        await client.ShouldBeClosedAsync();
        using WireClient other = await node.ConnectAsync();
        (await other.CallAsync(new MetadataRequest { Topics = [] }, 12)).Brokers.ShouldNotBeEmpty();
    }

    private static List<T> Repeat<T>(Func<T> make) => Repeat(_ => make());

    private static List<T> Repeat<T>(Func<int, T> make) => [.. Enumerable.Range(0, Many).Select(make)];
}
