using System.Text;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

public sealed class GroupConsumerTests : IAsyncDisposable
{
    private static readonly TopicPartition s_p0 = new("t", 0);

    private readonly FakeBroker _broker = new();
    private readonly FakeGroup _group;
    private readonly Recorder _recorder = new();

    public GroupConsumerTests()
    {
        var logs = _broker.WithLogs("t", 1);
        for (int i = 0; i < 5; i++) logs[s_p0].AppendUnchecked(Batch(i));
        _group = new FakeGroup(_broker);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_id_that_the_coordinator_gives_is_used()
    {
        _group.JoinErrors.Enqueue(ErrorCode.MemberIdRequired);
        await using Consumer consumer = Member(Options);
        await FirstAsync(consumer);
        _group.Joins.Select(j => j.MemberId).ShouldBe(["", "given"]);
    }

    [Theory]
    [InlineData(ErrorCode.CoordinatorLoadInProgress)]
    [InlineData(ErrorCode.NotCoordinator)]
    [InlineData(ErrorCode.UnknownMemberId)]
    [InlineData(ErrorCode.RebalanceInProgress)]
    public async Task Joining_goes_on_through_errors_that_pass(ErrorCode code)
    {
        _group.JoinErrors.Enqueue(code);
        await using Consumer consumer = Member(Options);
        (await FirstAsync(consumer)).FirstOffset.ShouldBe(0);
    }

    [Theory]
    [InlineData(ErrorCode.InconsistentGroupProtocol)]
    [InlineData(ErrorCode.GroupAuthorizationFailed)]
    [InlineData(ErrorCode.InvalidSessionTimeout)]
    public async Task A_group_that_refuses_is_told_by_the_poll(ErrorCode code)
    {
        _group.JoinErrors.Enqueue(code);
        await using Consumer consumer = Member(Options);
        (await Should.ThrowAsync<KafkaErrorException>(() => FirstAsync(consumer))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Before_a_rebalance_what_was_processed_is_committed_and_the_listener_told()
    {
        await using Consumer consumer = Member(Options);
        while (consumer.Position(s_p0) is null or < 5) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        _group.BeatErrors.Enqueue(ErrorCode.RebalanceInProgress);
        while (_recorder.Events.Count < 3) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        _recorder.Events.ShouldBe(["assigned t-0", "revoked t-0", "assigned t-0"]);
        _group.Committed[s_p0].ShouldBe(5);
        _group.Joins.Last().MemberId.ShouldBe("m1");
    }

    [Theory]
    [InlineData(ErrorCode.UnknownMemberId, "")]
    [InlineData(ErrorCode.IllegalGeneration, "m1")]
    public async Task A_member_that_was_given_up_loses_its_partitions_and_joins_again(ErrorCode code, string memberId)
    {
        await using Consumer consumer = Member(Options);
        await FirstAsync(consumer);
        _group.BeatErrors.Enqueue(code);
        while (_recorder.Events.Count < 3) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        _recorder.Events.ShouldBe(["assigned t-0", "lost t-0", "assigned t-0"]);
        _group.Joins.Last().MemberId.ShouldBe(memberId);
    }

    [Fact]
    public async Task A_static_member_whose_name_was_taken_does_not_fight_for_it()
    {
        await using Consumer consumer = Member(Options with { GroupInstanceId = "one" });
        await FirstAsync(consumer);
        _group.BeatErrors.Enqueue(ErrorCode.FencedInstanceId);
        var error = await Should.ThrowAsync<KafkaErrorException>(async () =>
        {
            while (true) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        });
        error.Code.ShouldBe(ErrorCode.FencedInstanceId);
        _group.Joins.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_consumer_that_ends_leaves_and_does_not_commit_the_batch_it_may_not_have_finished()
    {
        await using (Consumer consumer = Member(Options))
        {
            while ((await FirstAsync(consumer)).FirstOffset < 3)
            {
            }
        }
        (await _group.LeaveAsync(Cancel)).Members.Single().MemberId.ShouldBe("m1");
        _group.Committed[s_p0].ShouldBe(3);
        _recorder.Events.ShouldBe(["assigned t-0", "revoked t-0"]);
    }

    [Fact]
    public async Task An_application_that_does_not_poll_leaves_the_group_and_loses_its_partitions()
    {
        await using Consumer consumer = Member(Options with { MaxPollInterval = TimeSpan.FromMilliseconds(50) });
        await FirstAsync(consumer);
        await _group.LeaveAsync(Cancel);
        while (_recorder.Events.Count < 3) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        _recorder.Events.Take(3).ShouldBe(["assigned t-0", "lost t-0", "assigned t-0"]);
    }

    [Fact]
    public async Task Processed_records_are_committed_from_time_to_time()
    {
        await using Consumer consumer = Member(Options with { AutoCommitInterval = TimeSpan.FromMilliseconds(1) });
        while (_group.Committed.GetValueOrDefault(s_p0) < 5) await consumer.PollAsync(TimeSpan.FromMilliseconds(5), Cancel);
        consumer.Position(s_p0).ShouldBe(5);
    }

    [Fact]
    public async Task Commits_by_hand_name_what_they_commit_and_tell_refusals()
    {
        await using Consumer consumer = Member(Options with { EnableAutoCommit = false });
        ConsumedBatch batch = await FirstAsync(consumer);
        await consumer.CommitAsync(Cancel);
        _group.Committed[s_p0].ShouldBe(0, "the batch is still being processed");
        await consumer.CommitAsync(batch, Cancel);
        _group.Committed[s_p0].ShouldBe(batch.NextOffset);
        _group.CommitErrors.Enqueue(ErrorCode.IllegalGeneration);
        (await Should.ThrowAsync<KafkaErrorException>(consumer.CommitAsync(batch, Cancel))).Code.ShouldBe(ErrorCode.IllegalGeneration);
    }

    [Fact]
    public async Task What_was_committed_by_hand_is_not_taken_back_when_the_consumer_ends()
    {
        await using (Consumer consumer = Member(Options))
        {
            ConsumedBatch batch = await FirstAsync(consumer);
            await consumer.CommitAsync(batch.ToRecords()[0], Cancel);
            _group.Committed[s_p0].ShouldBe(1);
        }

        _group.Committed[s_p0].ShouldBe(1);
    }

    [Fact]
    public async Task A_member_begins_where_the_group_has_committed()
    {
        _group.Committed[s_p0] = 4;
        await using Consumer consumer = Member(Options);
        (await FirstAsync(consumer)).FirstOffset.ShouldBe(4);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private ConsumerOptions Options => new()
    {
        BootstrapServers = _broker.Servers,
        GroupId = "g",
        AutoOffsetReset = OffsetReset.Earliest,
        // Small enough for one batch at a time.
        PartitionFetchBytes = 70,
        MaxWait = TimeSpan.FromMilliseconds(20),
        HeartbeatInterval = TimeSpan.FromMilliseconds(10),
        RetryBackoff = TimeSpan.FromMilliseconds(2),
    };

    private Consumer Member(ConsumerOptions options)
    {
        var consumer = new Consumer(options);
        consumer.Subscribe(TopicFilter.Topics("t"), _recorder);
        return consumer;
    }

    private static async Task<ConsumedBatch> FirstAsync(Consumer consumer)
    {
        while (true)
            if (await consumer.PollAsync(TimeSpan.FromSeconds(1), Cancel) is { } batch) return batch;
    }

    private static byte[] Batch(int value)
    {
        using var builder = new RecordBatchBuilder(1000);
        builder.TryAppend(1000, default, Encoding.UTF8.GetBytes($"{value}"));
        return builder.Complete().ToArray();
    }

    private sealed class Recorder : IRebalanceListener
    {
        public List<string> Events { get; } = [];

        public ValueTask OnAssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Note("assigned", partitions);

        public ValueTask OnRevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Note("revoked", partitions);

        public ValueTask OnLostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Note("lost", partitions);

        private ValueTask Note(string what, IReadOnlyList<TopicPartition> partitions)
        {
            Events.Add($"{what} {string.Join(',', partitions)}");
            return default;
        }
    }
}
