using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class ProducerTableTests
{
    private const long Id = 77;
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void An_unknown_producer_may_begin_with_any_sequence()
    {
        using PartitionLog log = Logs.Led(_files);
        Judge(log, 0, 5000, 3).Kind.ShouldBe(ProducerVerdictKind.Append);
        log.Producers.Check(new RecordBatchHeader()).Kind.ShouldBe(ProducerVerdictKind.Append);
    }

    [Fact]
    public void The_next_sequence_is_appended_and_a_gap_is_out_of_order()
    {
        using PartitionLog log = Logs.Led(_files);
        Append(log, 0, 0, 3);
        Judge(log, 0, 3, 2).Kind.ShouldBe(ProducerVerdictKind.Append);
        ProducerVerdict gap = Judge(log, 0, 4, 2);
        gap.Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
        gap.LastSequence.ShouldBe(2);
    }

    [Fact]
    public void Each_of_the_last_five_batches_is_a_duplicate_with_its_own_offset_and_older_ones_are_out_of_order()
    {
        using PartitionLog log = Logs.Led(_files);
        for (int i = 0; i < 6; i++) Append(log, 0, i * 2, 2);
        Judge(log, 0, 0, 2).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
        for (int i = 1; i < 6; i++)
        {
            ProducerVerdict verdict = Judge(log, 0, i * 2, 2);
            verdict.Kind.ShouldBe(ProducerVerdictKind.Duplicate);
            (verdict.BaseOffset, verdict.NextOffset).ShouldBe((i * 2, i * 2 + 2));
        }
        Judge(log, 0, 10, 1).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
    }

    [Fact]
    public void A_later_producer_epoch_must_begin_at_0_and_shuts_the_earlier_one_out()
    {
        using PartitionLog log = Logs.Led(_files);
        Append(log, 3, 0, 5);
        Judge(log, 2, 5, 1).Kind.ShouldBe(ProducerVerdictKind.InvalidProducerEpoch);
        Judge(log, 4, 5, 1).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
        Judge(log, 4, 0, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
        Append(log, 4, 0, 1);
        Judge(log, 3, 5, 1).Kind.ShouldBe(ProducerVerdictKind.InvalidProducerEpoch);
        Judge(log, 4, 1, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
    }

    [Fact]
    public void Sequences_wrap_behind_2147483647()
    {
        using PartitionLog log = Logs.Led(_files);
        Append(log, 0, int.MaxValue - 1, 4);
        Judge(log, 0, 2, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
        ProducerVerdict again = Judge(log, 0, int.MaxValue - 1, 4);
        (again.Kind, again.BaseOffset, again.NextOffset).ShouldBe((ProducerVerdictKind.Duplicate, 0, 4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_table_survives_a_restart_from_entries_and_from_the_base(bool roll)
    {
        using (PartitionLog log = Logs.Led(_files))
        {
            for (int i = 0; i < 7; i++) Append(log, 1, i, 1);
            if (roll) log.Roll();
            Append(log, 1, 7, 1);
        }
        using PartitionLog again = Logs.Open(_files);
        Judge(again, 1, 3, 1).Kind.ShouldBe(ProducerVerdictKind.Duplicate);
        Judge(again, 1, 2, 1).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
        Judge(again, 1, 7, 1).BaseOffset.ShouldBe(7);
        Judge(again, 1, 8, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
        Judge(again, 0, 8, 1).Kind.ShouldBe(ProducerVerdictKind.InvalidProducerEpoch);
    }

    [Fact]
    public void A_cut_takes_the_batches_behind_it_out_of_the_table()
    {
        using PartitionLog log = Logs.Led(_files);
        Append(log, 0, 0, 2);
        Append(log, 0, 2, 2);
        log.Truncate(new LogPosition(1, 2), _ => { });
        Judge(log, 0, 2, 2).Kind.ShouldBe(ProducerVerdictKind.Append);
        Judge(log, 0, 0, 2).Kind.ShouldBe(ProducerVerdictKind.Duplicate);
    }

    [Fact]
    public void A_producer_is_forgotten_when_the_time_of_the_log_has_moved_on_for_a_day()
    {
        using PartitionLog log = Logs.Led(_files);
        Append(log, 0, 0, 1);
        for (int hour = 1; hour <= 24; hour++) log.Append(1, timestampMs: Batches.Noon + hour * 3_600_000L);
        Judge(log, 0, 9, 1).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
        log.Append(1, timestampMs: Batches.Noon + 25 * 3_600_000L);
        Judge(log, 0, 9, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
        log.Roll();
        log.Producers.Count.ShouldBe(0);
    }

    [Fact]
    public void One_timestamp_far_in_the_future_makes_nobody_idle()
    {
        using PartitionLog log = Logs.Led(_files);
        Append(log, 0, 0, 1);
        log.Append(1, timestampMs: Batches.Noon + 100L * 365 * 86_400_000);
        Judge(log, 0, 9, 1).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
    }

    [Fact]
    public void The_number_of_producers_is_bounded_and_the_one_that_wrote_longest_ago_goes_first()
    {
        using PartitionLog log = Logs.Led(_files, new LogOptions { MaxProducers = 16 });
        for (int i = 0; i < 17; i++) Append(log, 0, 0, 1, Id + i);
        log.Producers.Count.ShouldBe(16);
        Judge(log, 0, 9, 1, Id).Kind.ShouldBe(ProducerVerdictKind.Append);
        Judge(log, 0, 9, 1, Id + 1).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
    }

    private static void Append(PartitionLog log, short epoch, int sequence, int records, long id = Id) =>
        log.Append(Batches.Of(records, producerId: id, producerEpoch: epoch, baseSequence: sequence), log.LastEpoch);

    private static ProducerVerdict Judge(PartitionLog log, short epoch, int sequence, int records, long id = Id)
    {
        RecordBatchHeader.TryRead(Batches.Of(records, producerId: id, producerEpoch: epoch, baseSequence: sequence), out RecordBatchHeader header);
        return log.Producers.Check(header);
    }
}
