using System.Text;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

/// <summary>What a compacted log still knows of its idempotent producers, and whoever copies it.</summary>
public sealed class CompactedProducersTests
{
    private static readonly CompactionOptions s_always = new() { MinCleanableDirtyRatio = 0, DeleteRetentionMs = 0 };

    [Fact]
    public void A_replica_that_copies_a_compacted_log_knows_the_same_producers()
    {
        using PartitionLog leader = Logs.Led(new SimulatedFileSystem());
        for (int i = 0; i < 8; i++) leader.Append(Batch(7, i * 2, ("a", "1"), ("b", "1")), 1);
        leader.Append(Batch(8, 0, ("a", "2")), 1);
        leader.Append(Batch(9, int.MaxValue, ("b", "2"), ("c", "2")), 1);
        leader.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("a", "3"), ("b", "3"), ("c", "3")), 1);
        leader.Roll();
        leader.Append(1);
        leader.Compact(leader.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        leader.Records().Select(r => (r.Key, r.Value)).ShouldBe([("a", "3"), ("b", "3"), ("c", "3"), (null, new string('\0', 20))]);

        using PartitionLog copy = Copy(leader);

        foreach (PartitionLog log in new[] { leader, copy })
        {
            for (int i = 3; i < 8; i++) Verdict(log, 7, i * 2, 2).ShouldBe((ProducerVerdictKind.Duplicate, i * 2), $"batch {i} is one of the last five");
            Verdict(log, 7, 4, 2).Kind.ShouldBe(ProducerVerdictKind.OutOfOrderSequence);
            Verdict(log, 7, 16, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
            Verdict(log, 8, 0, 1).ShouldBe((ProducerVerdictKind.Duplicate, 16));
            Verdict(log, 8, 1, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
            Verdict(log, 9, int.MaxValue, 2).ShouldBe((ProducerVerdictKind.Duplicate, 17));
            Verdict(log, 9, 1, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
        }
    }

    [Fact]
    public void A_batch_that_loses_its_records_keeps_its_header_as_an_empty_batch()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        byte[] batch = Batch(7, 0, ("a", "1"), ("b", "1"));
        log.Append(batch, 1);
        RecordBatchHeader before = log.ReadAll()[0];
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("a", "2"), ("b", "2")), 1);
        log.Roll();
        log.Append(1);

        log.Compact(log.End.Offset, Batches.Noon, s_always).RecordsRemoved.ShouldBe(2);

        RecordBatchHeader after = log.ReadAll()[0];
        after.ShouldBe(before with { RecordCount = 0, SizeInBytes = BatchLayout.HeaderBytes, Crc = after.Crc });
    }

    [Fact]
    public void The_header_goes_in_a_later_run_when_the_producer_has_written_on()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        for (int i = 0; i < 3; i++) log.Append(Batch(7, i, ("a", $"{i}")), 1);
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("a", "last")), 1);
        log.Roll();
        log.Append(Batch(7, 3, ("b", "3")), 1);
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.ReadAll().Take(3).Select(h => (h.BaseOffset, h.BaseSequence, h.RecordCount)).ShouldBe([(0, 0, 0), (1, 1, 0), (2, 2, 0)]);

        for (int i = 4; i < 8; i++) log.Append(Batch(7, i, ($"c{i}", "x")), 1);
        log.Roll();
        log.Append(1);
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.ReadAll()[0].ShouldSatisfyAllConditions(
            h => (h.BaseOffset, h.LastOffset, h.RecordCount).ShouldBe((0, 2, 0)),
            h => h.HasProducer.ShouldBeFalse());
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeFalse("there is nothing left to do");
    }

    [Fact]
    public void Readers_are_led_past_emptied_batches_to_the_next_records()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        for (int i = 0; i < 11; i++)
        {
            log.Append(Batch(i % 3, i / 3, ("a", $"{i}")), 1);
            log.Roll();
        }

        log.Lead(2);
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("a", "x")), 2);
        log.Roll();
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("b", "1")), 2);
        log.Roll();
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("a", "last")), 2);
        long end = log.End.Offset;
        log.SkipEmptied(0, end).ShouldBe(0);
        log.Compact(end, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.Records().Select(r => (r.Offset, r.Key)).ShouldBe([(12L, "b"), (13L, "a")]);

        for (long offset = 0; offset <= 12; offset++) log.SkipEmptied(offset, end).ShouldBe(12, $"from offset {offset}");
        log.SkipEmptied(13, end).ShouldBe(13);
        log.SkipEmptied(14, end).ShouldBe(14);
        log.SkipEmptied(3, 12).ShouldBe(3, "nothing with records lies below the bound: the reader is led on by what is there");
        Batches.HeadersIn(log.Read(log.SkipEmptied(0, end), 1 << 20, end, true).ToArray())[0].RecordCount.ShouldBe(1);
    }

    [Fact]
    public void A_log_that_was_compacted_and_opened_again_knows_its_producers()
    {
        var files = new SimulatedFileSystem();
        using (PartitionLog log = Logs.Led(files))
        {
            log.Append(Batch(7, 0, ("a", "1")), 1);
            log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("a", "2")), 1);
            log.Roll();
            log.Append(1);
            log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
            log.Sync();
        }

        using PartitionLog again = Logs.Open(files);
        Verdict(again, 7, 0, 1).ShouldBe((ProducerVerdictKind.Duplicate, 0));
        using PartitionLog copy = Copy(again);
        Verdict(copy, 7, 0, 1).ShouldBe((ProducerVerdictKind.Duplicate, 0));
        Verdict(copy, 7, 1, 1).Kind.ShouldBe(ProducerVerdictKind.Append);
    }

    [Fact]
    public void Any_mix_of_producers_and_compactions_leaves_copies_with_the_same_table()
    {
        var random = new Random(4711);
        for (int round = 0; round < 40; round++)
        {
            using PartitionLog leader = Logs.Led(new SimulatedFileSystem());
            int[] next = new int[4];
            for (int step = 0; step < 60; step++)
            {
                int producer = random.Next(next.Length);
                int records = random.Next(1, 4);
                (string, string?)[] keyed = [.. Enumerable.Range(0, records).Select(_ => ($"k{random.Next(5)}", (string?)(random.Next(6) == 0 ? null : "v")))];
                leader.Append(producer == 3 ? Batches.Keyed(Batches.Noon, CompressionCodec.None, keyed) : Batch(producer, next[producer], keyed), 1);
                next[producer] += records;
                if (random.Next(6) == 0) leader.Roll();
                if (random.Next(8) == 0) leader.Compact(leader.End.Offset, Batches.Noon + 1, s_always);
            }

            using PartitionLog copy = Copy(leader);
            for (int producer = 0; producer < 3; producer++)
            {
                for (int sequence = 0; sequence <= next[producer]; sequence++)
                {
                    for (int records = 1; records < 4; records++)
                        Verdict(copy, producer, sequence, records).ShouldBe(Verdict(leader, producer, sequence, records), $"round {round}, producer {producer}, sequence {sequence}, {records} records");
                }
            }
        }
    }

    private static byte[] Batch(long producer, int sequence, params (string Key, string? Value)[] records)
    {
        using var builder = new RecordBatchBuilder(int.MaxValue);
        foreach ((string key, string? value) in records)
            builder.TryAppend(Batches.Noon, Encoding.UTF8.GetBytes(key), value is null ? NullableBytes.Null : Encoding.UTF8.GetBytes(value));
        return builder.Complete(CompressionCodec.None, producer, 0, sequence).ToArray();
    }

    private static PartitionLog Copy(PartitionLog leader)
    {
        PartitionLog copy = Logs.Open(new SimulatedFileSystem());
        while (copy.End != leader.End)
        {
            byte[] entries = leader.ReadEntries(copy.End, 300, leader.End).ToArray();
            entries.ShouldNotBeEmpty();
            copy.AppendEntries(entries, leader.LastEpoch);
        }

        return copy;
    }

    private static (ProducerVerdictKind Kind, long BaseOffset) Verdict(PartitionLog log, long producer, int sequence, int records)
    {
        ProducerVerdict verdict = log.Producers.Check(new RecordBatchHeader { ProducerId = producer, ProducerEpoch = 0, BaseSequence = sequence, LastOffsetDelta = records - 1, RecordCount = records });
        return (verdict.Kind, verdict.BaseOffset);
    }
}
