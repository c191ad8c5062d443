using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker.Tests;

public sealed class FetchTests
{
    [Fact]
    public async Task Every_version_gets_the_records_and_the_high_watermark()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b");

        for (short version = 4; version <= 12; version++)
        {
            FetchResponsePartition answer = await client.FetchAsync("t", 0, 0, version);
            (answer.ErrorCode, answer.HighWatermark, answer.LastStableOffset).ShouldBe((ErrorCode.None, 2, 2), $"version {version}");
            if (version >= 5) answer.LogStartOffset.ShouldBe(0);
            if (version >= 11) answer.PreferredReadReplica.ShouldBe(-1);
            Batches.RecordsIn(answer.Records).Select(r => r.Value).ShouldBe(["a", "b"]);
        }
    }

    [Fact]
    public async Task An_offset_inside_a_batch_gets_the_batch_whole()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        await client.AppendAsync("t", 0, "b", "c", "d");

        FetchResponsePartition answer = await client.FetchAsync("t", 0, 3);

        Batches.HeadersIn(answer.Records).ShouldHaveSingleItem().BaseOffset.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_to_read_is_an_empty_byte_string_and_not_null()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        for (short version = 4; version <= 12; version++)
        {
            FetchResponsePartition answer = await client.FetchAsync("t", 0, 0, version);
            answer.ErrorCode.ShouldBe(ErrorCode.None);
            answer.Records.ShouldNotBeNull().Length.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task An_offset_outside_the_log_is_out_of_range(long offset)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b");

        FetchResponsePartition answer = await client.FetchAsync(RecordCalls.FetchFrom("t", 0, offset, maxWaitMs: 60_000));

        answer.ErrorCode.ShouldBe(ErrorCode.OffsetOutOfRange);
        answer.Records!.Value.Length.ShouldBe(0);
    }

    [Fact]
    public async Task An_offset_below_the_log_start_is_out_of_range()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b", "c");
        await client.DeleteRecordsAsync("t", 0, 2);

        (await client.FetchAsync("t", 0, 1)).ErrorCode.ShouldBe(ErrorCode.OffsetOutOfRange);
        FetchResponsePartition rest = await client.FetchAsync("t", 0, 2);
        rest.LogStartOffset.ShouldBe(2);
        Batches.RecordsIn(rest.Records)[^1].Value.ShouldBe("c");
    }

    [Fact]
    public async Task Unknown_partitions_have_errors_of_their_own_and_no_watermarks()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        var request = new FetchRequest
        {
            MaxWaitMs = 60_000,
            MinBytes = 1_000_000,
            Topics =
            [
                new() { Topic = "t", Partitions = [new() { Partition = 0 }, new() { Partition = 1 }, new() { Partition = -5 }] },
                new() { Topic = "missing", Partitions = [new() { Partition = 0 }] },
            ],
        };

        FetchResponse response = await client.CallAsync(request, 12);

        response.Responses.Select(t => t.Topic).ShouldBe(["t", "missing"]);
        response.Responses[0].Partitions.Select(p => (p.PartitionIndex, p.ErrorCode)).ShouldBe(
            [(0, ErrorCode.None), (1, ErrorCode.UnknownTopicOrPartition), (-5, ErrorCode.UnknownTopicOrPartition)]);
        response.Responses[0].Partitions[1].HighWatermark.ShouldBe(-1);
        response.Responses[0].Partitions[1].LastStableOffset.ShouldBe(-1);
        response.Responses[1].Partitions[0].ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task Partitions_are_answered_in_the_order_of_the_request_empty_ones_too()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);
        await client.CreateTopicAsync("u");
        await client.AppendAsync("t", 1, "t1");
        await client.AppendAsync("u", 0, "u0");
        var request = new FetchRequest
        {
            Topics =
            [
                new() { Topic = "u", Partitions = [new() { Partition = 0 }] },
                new() { Topic = "t", Partitions = [new() { Partition = 2 }, new() { Partition = 1 }, new() { Partition = 0 }] },
            ],
        };

        for (short version = 4; version <= 12; version++)
        {
            FetchResponse response = await client.CallAsync(request, version);
            response.Responses.Select(t => t.Topic).ShouldBe(["u", "t"]);
            response.Responses[1].Partitions.Select(p => p.PartitionIndex).ShouldBe([2, 1, 0]);
            response.Responses[1].Partitions.Select(p => p.Records!.Value.Length > 0).ShouldBe([false, true, false]);
            Batches.RecordsIn(response.Responses[0].Partitions[0].Records).ShouldHaveSingleItem().Value.ShouldBe("u0");
        }
    }

    [Fact]
    public async Task Read_committed_gets_all_that_is_acknowledged_and_no_aborted_transactions()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");

        FetchResponsePartition committed = await client.FetchAsync(RecordCalls.FetchFrom("t", 0, 0, isolation: 1));
        FetchResponsePartition uncommitted = await client.FetchAsync(RecordCalls.FetchFrom("t", 0, 0, isolation: 0));

        committed.LastStableOffset.ShouldBe(1);
        Batches.RecordsIn(committed.Records).ShouldHaveSingleItem();
        committed.AbortedTransactions.ShouldNotBeNull().ShouldBeEmpty();
        uncommitted.AbortedTransactions.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 0)]
    [InlineData(77, 0)]
    public async Task A_full_request_gets_no_session(int sessionId, int sessionEpoch)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        FetchRequest request = RecordCalls.FetchFrom("t", 0, 0);
        (request.SessionId, request.SessionEpoch) = (sessionId, sessionEpoch);

        FetchResponse response = await client.CallAsync(request, 12);

        (response.ErrorCode, response.SessionId).ShouldBe((ErrorCode.None, 0));
        response.Responses.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().Records!.Value.Length.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData((short)7)]
    [InlineData((short)12)]
    [InlineData((short)13)]
    [InlineData((short)18)]
    public async Task An_incremental_request_is_refused_because_there_are_no_sessions(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        FetchRequest request = RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: 60_000);
        (request.SessionId, request.SessionEpoch) = (5, 1);

        FetchResponse response = await client.CallAsync(request, version);

        response.ErrorCode.ShouldBe(ErrorCode.FetchSessionIdNotFound);
        response.Responses.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_without_partitions_is_answered_at_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.CallAsync(new FetchRequest { MaxWaitMs = 60_000, MinBytes = 1 }, 12)).Responses.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_batch_comes_whole_however_small_the_limits_are()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        byte[] large = Batches.Large(10_000);
        await client.ProduceAsync("t", 0, large);
        await client.ProduceAsync("t", 1, large);
        foreach ((int maxBytes, int partitionMaxBytes) in new[] { (1, 1), (0, 0), (1_000_000, 1), (1, 1_000_000), (-1, -1), (int.MinValue, int.MinValue), (5, -7) })
        {
            var request = new FetchRequest
            {
                MaxBytes = maxBytes,
                Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, PartitionMaxBytes = partitionMaxBytes }, new() { Partition = 1, PartitionMaxBytes = partitionMaxBytes }] }],
            };

            FetchResponse response = await client.CallAsync(request, 12);

            response.Responses[0].Partitions[0].Records!.Value.Length.ShouldBe(large.Length, $"{maxBytes}, {partitionMaxBytes}");
            response.Responses[0].Partitions[1].Records!.Value.Length.ShouldBe(0, $"{maxBytes}, {partitionMaxBytes}");
        }
    }

    [Fact]
    public async Task Limits_leave_out_whole_batches_only()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        byte[] batch = Batches.Large(1000);
        for (int i = 0; i < 10; i++)
        {
            await client.ProduceAsync("t", 0, batch);
            await client.ProduceAsync("t", 1, batch);
        }

        FetchResponsePartition partitionLimit = await client.FetchAsync(RecordCalls.FetchFrom("t", 0, 2, partitionMaxBytes: 3 * batch.Length + 10));
        Batches.HeadersIn(partitionLimit.Records).Select(h => h.BaseOffset).ShouldBe([2, 3, 4]);

        var request = new FetchRequest
        {
            MaxBytes = 12 * batch.Length + 10,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, PartitionMaxBytes = 1_000_000 }, new() { Partition = 1, PartitionMaxBytes = 1_000_000 }] }],
        };
        FetchResponse both = await client.CallAsync(request, 12);
        both.Responses[0].Partitions.Select(p => Batches.HeadersIn(p.Records).Count).ShouldBe([10, 2]);
    }

    [Fact]
    public async Task The_node_bounds_an_answer_by_its_own_setting()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxFetchBytes = 5000 });
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        byte[] batch = Batches.Large(1000);
        for (int i = 0; i < 10; i++) await client.ProduceAsync("t", 0, batch);

        FetchResponsePartition answer = await client.FetchAsync("t", 0, 0);

        Batches.HeadersIn(answer.Records).Count.ShouldBe(5000 / batch.Length);
    }

    [Fact]
    public async Task Records_of_many_segments_are_read_to_the_end()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "2000"));
        for (int i = 0; i < 50; i++) await client.AppendAsync("t", 0, $"{i}", new string('x', 300));

        (await client.ReadAllAsync("t")).Count.ShouldBe(100);
        for (int from = 0; from < 100; from += 7) (await client.ReadAllAsync("t", 0, from)).Count.ShouldBe(100 - from);
    }

    [Fact]
    public async Task An_answer_larger_than_a_send_buffer_arrives_whole()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        for (int i = 0; i < 8; i++) await client.ProduceAsync("t", 0, Batches.Large(900_000));

        FetchResponsePartition answer = await client.FetchAsync(RecordCalls.FetchFrom("t", 0, 0, partitionMaxBytes: 50_000_000));

        Batches.HeadersIn(answer.Records).Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_leader_epoch_that_is_not_the_partitions_is_fenced_or_unknown()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync()) await client.CreateTopicAsync("t");
        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        await again.AppendAsync("t", 0, "a");
        int epoch = await again.LeaderEpochAsync("t");
        foreach ((int asked, ErrorCode error) in new[] { (epoch, ErrorCode.None), (-1, ErrorCode.None), (epoch - 1, ErrorCode.FencedLeaderEpoch), (epoch + 1, ErrorCode.UnknownLeaderEpoch) })
        {
            FetchRequest request = RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: 60_000, minBytes: error == ErrorCode.None ? 1 : 1_000_000);
            request.Topics[0].Partitions[0].CurrentLeaderEpoch = asked;
            (await again.FetchAsync(request)).ErrorCode.ShouldBe(error, $"epoch {asked} of {epoch}");
        }
    }

    [Fact]
    public async Task A_reader_whose_epoch_ended_earlier_here_is_told_where()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        int first;
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a", "b");
            first = await client.LeaderEpochAsync("t");
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        await again.AppendAsync("t", 0, "c", "d", "e");
        FetchRequest request = RecordCalls.FetchFrom("t", 0, 4, maxWaitMs: 60_000, minBytes: 1_000_000);
        request.Topics[0].Partitions[0].LastFetchedEpoch = first;

        FetchResponsePartition diverged = await again.FetchAsync(request);
        request.Topics[0].Partitions[0].FetchOffset = 2;
        request.MaxWaitMs = 0;
        FetchResponsePartition agreeing = await again.FetchAsync(request);

        diverged.ErrorCode.ShouldBe(ErrorCode.None);
        diverged.DivergingEpoch.ShouldNotBeNull();
        (diverged.DivergingEpoch.Epoch, diverged.DivergingEpoch.EndOffset).ShouldBe((first, 2));
        diverged.Records!.Value.Length.ShouldBe(0);
        agreeing.DivergingEpoch.ShouldBeNull();
        Batches.RecordsIn(agreeing.Records).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Batches_carry_the_epoch_in_which_they_were_appended()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        var epochs = new List<int>();
        for (int start = 0; start < 3; start++)
        {
            if (start > 0) await node.RestartAsync();
            using WireClient client = await node.ConnectAsync();
            if (start == 0) await client.CreateTopicAsync("t");
            epochs.Add(await client.LeaderEpochAsync("t"));
            await client.AppendAsync("t", 0, $"{start}");
        }

        using WireClient reader = await node.ConnectAsync();
        var seen = new List<int>();
        for (long next = 0; next < 3;)
        {
            foreach (RecordBatchHeader header in Batches.HeadersIn((await reader.FetchAsync("t", 0, next)).Records))
            {
                seen.Add(header.LeaderEpoch);
                next = header.NextOffset;
            }
        }

        epochs.ShouldBe(epochs.Order().Distinct());
        seen.ShouldBe(epochs);
    }
}
