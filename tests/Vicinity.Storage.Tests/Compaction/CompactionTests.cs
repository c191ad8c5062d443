using FsCheck;
using FsCheck.Fluent;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class CompactionTests
{
    private static readonly CompactionOptions s_always = new() { MinCleanableDirtyRatio = 0, DeleteRetentionMs = 1000 };
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void The_last_value_of_each_key_stays_at_its_offset()
    {
        using PartitionLog log = Logs.Led(_files);
        Add(log, ("a", "1"), ("b", "1"));
        Add(log, ("a", "2"), ("c", "1"));
        log.Roll();
        Add(log, ("b", "2"));
        CompactionResult result = log.Compact(log.End.Offset, Batches.Noon, s_always);
        result.RecordsRemoved.ShouldBe(2);
        result.BytesAfter.ShouldBeLessThan(result.BytesBefore);
        log.Records().Select(r => (r.Offset, r.Key, r.Value)).ShouldBe([(2, "a", "2"), (3, "c", "1"), (4, "b", "2")]);
        log.ReadAll()[0].RecordCount.ShouldBe(0);
        log.ReadAll().Select(h => h.BaseOffset).ShouldBe([0, 2, 4]);
    }

    [Fact]
    public void Neighbouring_emptied_batches_become_one_but_never_over_a_marker()
    {
        using PartitionLog log = Logs.Led(_files);
        for (int i = 0; i < 3; i++) Add(log, ("a", "x"));
        log.Lead();
        for (int i = 0; i < 3; i++) Add(log, ("a", "x"));
        log.Roll();
        Add(log, ("a", "last"));
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.ReadAll().Select(h => (h.BaseOffset, h.LastOffset, h.LeaderEpoch, h.RecordCount)).ShouldBe([(0, 2, 1, 0), (3, 5, 2, 0), (6, 6, 2, 1)]);
        log.Markers.Select(m => (m.Epoch, m.Offset)).ShouldBe([(1, 0), (2, 3)]);
    }

    [Fact]
    public void A_batch_that_keeps_all_its_records_keeps_all_its_bytes()
    {
        using PartitionLog log = Logs.Led(_files);
        Add(log, ("a", "1"));
        Add(log, ("b", "1"), ("c", "1"));
        byte[] before = log.Read(1, 1 << 20, 3, true).ToArray();
        Add(log, ("a", "2"));
        log.Roll();
        Add(log, ("z", "z"));
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.Read(1, before.Length, 4, true).ToArray().ShouldBe(before);
    }

    [Fact]
    public void A_deletion_stays_for_the_time_set_and_then_goes()
    {
        using PartitionLog log = Logs.Led(_files);
        Add(log, ("a", "1"));
        Add(log, ("a", null));
        log.Roll();
        Add(log, ("z", "z"));
        log.Compact(log.End.Offset, Batches.Noon + 1000, s_always);
        log.Records().Select(r => (r.Key, r.Value)).ShouldBe([("a", null), ("z", "z")]);
        log.Roll();
        Add(log, ("y", "y"));
        log.Compact(log.End.Offset, Batches.Noon + 1001, s_always);
        log.Records().Select(r => r.Key).ShouldBe(["z", "y"]);
    }

    [Fact]
    public void Nothing_at_or_above_the_high_watermark_is_touched_or_counts()
    {
        using PartitionLog log = Logs.Led(_files);
        Add(log, ("a", "1"));
        log.Roll();
        Add(log, ("a", "2"));
        log.Roll();
        Add(log, ("a", "3"));
        log.Compact(1, Batches.Noon, s_always).HasEffect.ShouldBeFalse();
        log.Compact(2, Batches.Noon, s_always).RecordsRemoved.ShouldBe(1);
        log.Records().Select(r => r.Value).ShouldBe(["2", "3"]);
    }

    [Fact]
    public void Young_segments_and_logs_with_little_new_are_left_alone()
    {
        using PartitionLog log = Logs.Led(_files);
        for (int i = 0; i < 20; i++) Add(log, ("a", "x"));
        log.Roll();
        Add(log, ("a", "x"));
        log.Compact(log.End.Offset, Batches.Noon + 10, s_always with { MinCompactionLagMs = 11 }).HasEffect.ShouldBeFalse();
        log.Compact(log.End.Offset, Batches.Noon + 11, s_always with { MinCompactionLagMs = 11 }).HasEffect.ShouldBeTrue();
        for (int i = 0; i < 20; i++) Add(log, ($"k{i}", "x"));
        log.Roll();
        log.Compact(log.End.Offset, Batches.Noon, s_always with { MinCleanableDirtyRatio = 0.99 }).HasEffect.ShouldBeFalse();
    }

    [Fact]
    public void Records_without_key_stay()
    {
        using PartitionLog log = Logs.Led(_files);
        log.Append(3);
        Add(log, ("a", "1"));
        log.Roll();
        Add(log, ("a", "2"));
        log.Compact(log.End.Offset, Batches.Noon, s_always);
        log.Records().Count.ShouldBe(4);
    }

    [Fact]
    public void A_slice_taken_before_reads_the_old_bytes()
    {
        using PartitionLog log = Logs.Led(_files);
        Add(log, ("a", "1"));
        log.Roll();
        Add(log, ("a", "2"));
        LogSlice slice = log.Read(0, 1000, 1, true);
        byte[] before = slice.ToArray();
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        slice.ToArray().ShouldBe(before);
        log.Read(0, 1000, 1, true).Length.ShouldBe(61);
    }

    [Fact]
    public void A_run_that_fails_leaves_the_log_as_it_was_and_in_service()
    {
        using PartitionLog log = Logs.Led(_files);
        Add(log, ("a", "1"));
        log.Roll();
        Add(log, ("a", "2"));
        _files.Fail(FileOperation.Write, ".aside");
        Should.Throw<IOException>(() => log.Compact(log.End.Offset, Batches.Noon, s_always));
        log.Records().Count.ShouldBe(2);
        _files.FilesIn(Logs.Folder).ShouldNotContain(f => f.EndsWith(".aside", StringComparison.Ordinal));
        Add(log, ("b", "1"));
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.Records().Count.ShouldBe(2);
    }

    [Fact]
    public void An_index_of_the_segment_before_it_was_rewritten_is_not_taken_for_the_new_one()
    {
        byte[] index;
        string path = $"{Logs.Folder}/{0:D20}.index";
        using (PartitionLog log = Logs.Led(_files))
        {
            for (int i = 0; i < 50; i++) Add(log, ("a", "x"), ($"k{i}", "y"));
            log.Roll();
            Add(log, ("a", "last"));
            index = _files.ContentOf(path);
            log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        }
        using (IFile file = _files.Open(path, FileOpening.Emptied)) file.Write(index, 0);
        using PartitionLog again = Logs.Open(_files);
        again.RecoveryReport.IndexesRebuilt.ShouldBe(1);
        again.Records().Count.ShouldBe(51);
    }

    [Fact]
    public void After_the_log_began_anew_nothing_counts_as_compacted_before()
    {
        using PartitionLog log = Logs.Led(_files);
        for (int i = 0; i < 10; i++) Add(log, ("a", "x"));
        log.Roll();
        Add(log, ("a", "x"));
        log.Compact(log.End.Offset, Batches.Noon, s_always).HasEffect.ShouldBeTrue();
        log.ReplaceBase(new LogBase(new Model.LogPosition(1, 2), [Logs.Alone], ProducerSnapshot.Empty), _ => { });
        Add(log, ("b", "1"));
        Add(log, ("b", null));
        log.Roll();
        Add(log, ("c", "1"));
        log.Compact(log.End.Offset, Batches.Noon + 2000, s_always).RecordsRemoved.ShouldBe(2);
        log.Records().Select(r => r.Key).ShouldBe(["c"]);
    }

    [Fact]
    public void Compacted_logs_hold_what_a_naive_model_holds()
    {
        Gen<(int Key, bool Deletes, int Step)[]> gen = Gen.Choose(0, 11).Zip(Gen.Choose(0, 5)).Zip(Gen.Choose(0, 30))
            .Select(t => (Key: t.Item1.Item1, Deletes: t.Item1.Item2 == 0, Step: t.Item2)).NonEmptyListOf().Select(list => list.ToArray());
        Prop.ForAll(gen.ToArbitrary(), Matches).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static bool Matches((int Key, bool Deletes, int Step)[] work)
    {
        var files = new SimulatedFileSystem();
        var options = new LogOptions { SegmentBytes = 1024, IndexIntervalBytes = 64 };
        var appended = new List<(long Offset, string Key, string? Value)>();
        PartitionLog log = Logs.Led(files, options);
        int count = 0;
        foreach ((int key, bool deletes, int step) in work)
        {
            (string Key, string? Value)[] records = [.. Enumerable.Range(0, (step % 3) + 1).Select(i => ($"k{(key + i) % 12}", deletes ? null : $"v{count++}"))];
            long offset = log.Append(Batches.Keyed(Batches.Noon, step % 7 == 0 ? CompressionCodec.Gzip : CompressionCodec.None, records), log.LastEpoch);
            appended.AddRange(records.Select((r, i) => (offset + i, r.Key, r.Value)));
            if (step == 1) log.Lead();
            if (step == 2) log.Roll();
            if (step == 3) log.Compact(log.End.Offset, Batches.Noon, s_always with { MaxKeyBytes = 300 });
            if (step == 4)
            {
                log.Dispose();
                log = Logs.Open(files, options);
            }
        }
        log.Roll();
        log.Compact(log.End.Offset, Batches.Noon, s_always);
        log.Lead();
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("end", "end")), log.LastEpoch);
        log.Roll();
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("end", "end")), log.LastEpoch);
        log.Compact(log.End.Offset, Batches.Noon, s_always);

        var expected = appended.GroupBy(r => r.Key).Select(g => g.Last()).OrderBy(r => r.Offset).ToList();
        using (log)
        {
            log.Records().Where(r => r.Key != "end").Select(r => (r.Offset, r.Key!, r.Value)).ShouldBe(expected);
            long next = 0;
            foreach (RecordBatchHeader header in log.ReadAll())
            {
                header.BaseOffset.ShouldBe(next);
                next = header.NextOffset;
            }
        }
        using PartitionLog again = Logs.Open(files, options);
        again.Records().Where(r => r.Key != "end").Select(r => (r.Offset, r.Key!, r.Value)).ShouldBe(expected);
        return true;
    }

    private static void Add(PartitionLog log, params (string Key, string? Value)[] records) =>
        log.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, records), log.LastEpoch);
}
