using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class IdempotenceTests
{
    [Fact]
    public async Task A_repeated_batch_is_answered_with_its_old_offset_and_stored_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NewProducerAsync(client);
        byte[][] batches = [.. Enumerable.Range(0, 5).Select(i => Batches.From(id, 0, i * 2, $"{i}a", $"{i}b"))];
        foreach (byte[] batch in batches) (await client.ProduceAsync("t", 0, batch)).ErrorCode.ShouldBe(ErrorCode.None);

        for (int i = 0; i < 5; i++)
        {
            ProduceResponsePartition answer = await client.ProduceAsync("t", 0, batches[i]);
            (answer.ErrorCode, answer.BaseOffset).ShouldBe((ErrorCode.None, i * 2));
        }

        (await client.ReadAllAsync("t")).Count.ShouldBe(10);
        node.Node.RecordsAppended.ShouldBe(10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_behind_a_batch_that_was_refused_for_now_is_refused_too_until_that_one_comes_again(bool hasWritten)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        using WireClient other = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NewProducerAsync(client);
        int next = hasWritten ? 1 : 0;
        if (hasWritten) await client.ProduceAsync("t", 0, Batches.From(id, 0, 0, "before"));
        await other.AlterTopicAsync("t", (TopicSettings.MinInsyncReplicas, 0, "2"));
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, next, "first"))).ErrorCode.ShouldBe(ErrorCode.NotEnoughReplicas);
        await other.AlterTopicAsync("t", (TopicSettings.MinInsyncReplicas, 0, "1"));

        (await client.ProduceAsync("t", 0, Batches.From(id, 0, next + 1, "second"))).ErrorCode.ShouldBe(ErrorCode.NotEnoughReplicas, "taken, it would stand before the first");
        (await client.ProduceAsync("t", 0, Batches.From(id + 1, 0, 7, "of another producer"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, next, "first"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, next + 1, "second"))).ErrorCode.ShouldBe(ErrorCode.None);

        (await client.ReadValuesAsync("t")).TakeLast(3).ShouldBe(["of another producer", "first", "second"]);
    }

    [Fact]
    public async Task A_batch_older_than_the_last_five_is_out_of_order()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NewProducerAsync(client);
        for (int i = 0; i < 6; i++) await client.ProduceAsync("t", 0, Batches.From(id, 0, i, $"{i}"));

        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 0, "0"))).ErrorCode.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 1, "1"))).BaseOffset.ShouldBe(1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public async Task A_gap_is_refused_and_the_right_batch_is_taken_afterwards(int sequence)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NewProducerAsync(client);
        await client.ProduceAsync("t", 0, Batches.From(id, 0, 0, "a", "b"));

        ProduceResponsePartition gap = await client.ProduceAsync("t", 0, Batches.From(id, 0, sequence, "x"));

        gap.ErrorCode.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        gap.ErrorMessage.ShouldNotBeNull().ShouldContain($"{sequence}");
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 2, "c"))).BaseOffset.ShouldBe(2);
    }

    [Fact]
    public async Task An_old_epoch_is_fenced_and_a_new_one_begins_at_zero()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NewProducerAsync(client);
        await client.ProduceAsync("t", 0, Batches.From(id, 0, 0, "a"));

        (await client.ProduceAsync("t", 0, Batches.From(id, 1, 1, "b"))).ErrorCode.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.ProduceAsync("t", 0, Batches.From(id, 1, 0, "b"))).BaseOffset.ShouldBe(1);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 1, "c"))).ErrorCode.ShouldBe(ErrorCode.InvalidProducerEpoch);
        (await client.ProduceAsync("t", 0, Batches.From(id, 1, 1, "c"))).BaseOffset.ShouldBe(2);
    }

    [Fact]
    public async Task Sequences_wrap_from_the_largest_number_to_zero()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        long id = await NewProducerAsync(client);

        (await client.ProduceAsync("t", 0, Batches.From(id, 0, int.MaxValue - 1, "a", "b", "c"))).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 1, "d"))).BaseOffset.ShouldBe(3);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, int.MaxValue - 1, "a", "b", "c"))).BaseOffset.ShouldBe(0);
    }

    [Fact]
    public async Task Partitions_keep_their_own_state_of_a_producer()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        long id = await NewProducerAsync(client);

        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 0, "a"))).BaseOffset.ShouldBe(0);
        (await client.ProduceAsync("t", 1, Batches.From(id, 0, 0, "a"))).BaseOffset.ShouldBe(0);
        (await client.ProduceAsync("t", 0, Batches.From(id, 0, 1, "b"))).BaseOffset.ShouldBe(1);
    }

    [Fact]
    public async Task A_producer_that_nobody_knows_may_begin_at_any_sequence()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.ProduceAsync("t", 0, Batches.From(4711, 3, 77, "a"))).BaseOffset.ShouldBe(0);
        (await client.ProduceAsync("t", 0, Batches.From(4711, 3, 78, "b"))).BaseOffset.ShouldBe(1);
    }

    [Fact]
    public async Task The_state_of_a_producer_survives_restarts_and_rolled_segments()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        byte[][] batches = [.. Enumerable.Range(0, 12).Select(i => Batches.From(9, 0, i, $"{i} {new string('x', 400)}"))];
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "2048"));
            foreach (byte[] batch in batches[..11]) (await client.ProduceAsync("t", 0, batch)).ErrorCode.ShouldBe(ErrorCode.None);
        }

        for (int restart = 0; restart < 2; restart++)
        {
            await node.RestartAsync();
            using WireClient client = await node.ConnectAsync();
            (await client.ProduceAsync("t", 0, batches[10])).BaseOffset.ShouldBe(10);
            (await client.ProduceAsync("t", 0, batches[6])).BaseOffset.ShouldBe(6);
            (await client.ProduceAsync("t", 0, Batches.From(9, 0, 30, "gap"))).ErrorCode.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        }

        using WireClient last = await node.ConnectAsync();
        (await last.ProduceAsync("t", 0, batches[11])).BaseOffset.ShouldBe(11);
        (await last.ReadAllAsync("t")).Count.ShouldBe(12);
    }

    [Fact]
    public async Task Deleting_records_does_not_forget_their_producer()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.ProduceAsync("t", 0, Batches.From(9, 0, 0, "a"));
        await client.DeleteRecordsAsync("t", 0, -1);

        (await client.ProduceAsync("t", 0, Batches.From(9, 0, 0, "a"))).BaseOffset.ShouldBe(0);
        (await client.ProduceAsync("t", 0, Batches.From(9, 0, 5, "x"))).ErrorCode.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);
        (await client.ProduceAsync("t", 0, Batches.From(9, 0, 1, "b"))).BaseOffset.ShouldBe(1);
    }

    [Fact]
    public async Task A_producer_is_known_for_a_day_without_a_word_and_may_begin_anew_afterwards()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.MessageTimestampAfterMaxMs, $"{long.MaxValue}"));
        byte[] first = Batches.From(9, 0, 0, "a");
        await client.ProduceAsync("t", 0, first);
        long begin = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        // Time is the log's own: it moves with the timestamps of whoever writes.
        for (int hour = 1; hour <= 23; hour++) await client.ProduceAsync("t", 0, Batches.At(begin + (hour * 3_600_000), "other"));

        (await client.ProduceAsync("t", 0, first)).BaseOffset.ShouldBe(0);
        (await client.ProduceAsync("t", 0, Batches.From(9, 0, 5, "gap"))).ErrorCode.ShouldBe(ErrorCode.OutOfOrderSequenceNumber);

        for (int hour = 24; hour <= 26; hour++) await client.ProduceAsync("t", 0, Batches.At(begin + (hour * 3_600_000), "other"));
        (await client.ProduceAsync("t", 0, Batches.From(9, 0, 5, "b"))).ErrorCode.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task Producer_ids_are_never_handed_out_twice_not_even_after_restarts()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        var seen = new HashSet<long>();
        for (int start = 0; start < 4; start++)
        {
            if (start > 0) await node.RestartAsync();
            using WireClient client = await node.ConnectAsync();
            for (int i = 0; i < 5; i++) seen.Add(await NewProducerAsync(client)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Producer_ids_go_on_beyond_a_reserved_block()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        var seen = new HashSet<long>();
        for (int i = 0; i < 2100; i++) seen.Add((await node.Node.Cluster.ProducerIds.NextAsync()).Id).ShouldBeTrue();
        seen.Add(await NewProducerAsync(client)).ShouldBeTrue();
    }

    [Theory]
    [InlineData((short)0)]
    [InlineData((short)1)]
    [InlineData((short)2)]
    [InlineData((short)3)]
    [InlineData((short)4)]
    public async Task A_new_producer_gets_epoch_zero_whatever_it_was_before(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        InitProducerIdResponse first = await client.CallAsync(new InitProducerIdRequest { TransactionTimeoutMs = 1000 }, version);
        InitProducerIdResponse second = await client.CallAsync(new InitProducerIdRequest { TransactionTimeoutMs = 1000, ProducerId = first.ProducerId, ProducerEpoch = 7 }, version);

        (first.ErrorCode, first.ProducerEpoch).ShouldBe((ErrorCode.None, (short)0));
        (second.ErrorCode, second.ProducerEpoch).ShouldBe((ErrorCode.None, (short)0));
        second.ProducerId.ShouldNotBe(first.ProducerId);
    }

    [Fact]
    public async Task A_transactional_producer_is_refused_for_good()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        InitProducerIdResponse answer = await client.CallAsync(new InitProducerIdRequest { TransactionalId = "tx" }, 4);

        (answer.ErrorCode, answer.ProducerId, answer.ProducerEpoch).ShouldBe((ErrorCode.TransactionalIdAuthorizationFailed, -1, (short)-1));
    }

    private static async Task<long> NewProducerAsync(WireClient client)
    {
        InitProducerIdResponse answer = await client.CallAsync(new InitProducerIdRequest { TransactionTimeoutMs = 60_000 }, 4);
        answer.ErrorCode.ShouldBe(ErrorCode.None);
        return answer.ProducerId;
    }
}
