using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class ClosedSegmentTests
{
    private static readonly LogOptions s_small = new() { SegmentBytes = 2048, IndexIntervalBytes = 128 };

    [Fact]
    public void A_missing_index_is_rebuilt_and_reads_are_the_same()
    {
        SimulatedFileSystem files = Filled(out List<RecordBatchHeader> written);
        foreach (string index in Indexes(files)) files.DeleteFile(index);
        using (PartitionLog log = Logs.Open(files, s_small))
        {
            log.RecoveryReport.IndexesRebuilt.ShouldBeGreaterThan(5);
            log.ReadAll().ShouldBe(written);
        }
        using PartitionLog again = Logs.Open(files, s_small);
        again.RecoveryReport.IndexesRebuilt.ShouldBe(0);
        again.ReadAll().ShouldBe(written);
        again.Markers.Select(m => m.Epoch).ShouldBe(Enumerable.Range(1, 11));
    }

    [Fact]
    public void An_index_damaged_at_any_byte_is_rebuilt()
    {
        SimulatedFileSystem files = Filled(out List<RecordBatchHeader> written);
        string index = Indexes(files)[2];
        for (int at = 0; at < files.ContentOf(index).Length; at++)
        {
            files.FlipBit(index, at, at % 8);
            using PartitionLog log = Logs.Open(files, s_small);
            log.RecoveryReport.IndexesRebuilt.ShouldBe(1);
            log.ReadAll().ShouldBe(written);
        }
    }

    [Fact]
    public void An_index_that_was_cut_short_is_rebuilt()
    {
        SimulatedFileSystem files = Filled(out _);
        string index = Indexes(files)[0];
        for (int length = files.ContentOf(index).Length - 1; length >= 0; length -= 7)
        {
            using (IFile file = files.Open(index, FileOpening.Existing)) file.SetLength(length);
            using PartitionLog log = Logs.Open(files, s_small);
            log.RecoveryReport.IndexesRebuilt.ShouldBe(1);
        }
    }

    [Fact]
    public void Damage_in_a_closed_segment_is_loss_when_its_index_has_to_be_rebuilt()
    {
        SimulatedFileSystem files = Filled(out _);
        string index = Indexes(files)[1];
        files.DeleteFile(index);
        files.FlipBit(index.Replace(".index", ".log", StringComparison.Ordinal), 1500, 3);
        Should.Throw<LogDamagedException>(() => Logs.Open(files, s_small));
    }

    [Fact]
    public void A_closed_segment_of_another_length_is_noticed_without_reading_it()
    {
        SimulatedFileSystem files = Filled(out _);
        string segment = Indexes(files)[1].Replace(".index", ".log", StringComparison.Ordinal);
        using (IFile file = files.Open(segment, FileOpening.Existing)) file.SetLength(file.Length - 1);
        Should.Throw<LogDamagedException>(() => Logs.Open(files, s_small)).Path.ShouldBe(segment);
    }

    [Fact]
    public void A_hole_between_segments_is_loss()
    {
        SimulatedFileSystem files = Filled(out _);
        files.DeleteFile(Indexes(files)[3].Replace(".index", ".log", StringComparison.Ordinal));
        Should.Throw<LogDamagedException>(() => Logs.Open(files, s_small));
    }

    [Fact]
    public void A_segment_never_ends_with_a_marker_unless_it_is_the_last()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Open(files, s_small);
        for (int i = 0; i < 60; i++) log.Lead();
        log.SizeInBytes.ShouldBeGreaterThan(s_small.SegmentBytes);
        log.Roll();
        files.FilesIn(Logs.Folder).Count.ShouldBe(1);
        log.Append(1);
        log.Append(1);
        files.FilesIn(Logs.Folder).Count(f => f.EndsWith(".log", StringComparison.Ordinal)).ShouldBe(2);
        log.ReadAll().Count.ShouldBe(2);
    }

    [Fact]
    public void The_old_segment_is_on_disk_before_the_new_one_exists()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var files = new SimulatedFileSystem();
            using (PartitionLog log = Logs.Led(files, s_small))
            {
                for (int i = 0; i < 5; i++) log.Append(3);
                log.Roll();
                log.SyncedEnd.ShouldBe(log.End);
            }
            files.LosePower(new Prng(seed));
            using PartitionLog again = Logs.Open(files, s_small, new SyncedBound(new LogPosition(1, 15)));
            again.End.ShouldBe(new LogPosition(1, 15));
        }
    }

    private static SimulatedFileSystem Filled(out List<RecordBatchHeader> written)
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Led(files, s_small);
        for (int i = 0; i < 100; i++)
        {
            if (i % 10 == 9) log.Lead();
            log.Append(2, 60);
        }
        log.Sync();
        written = log.ReadAll();
        return files;
    }

    private static List<string> Indexes(SimulatedFileSystem files) =>
        [.. files.FilesIn(Logs.Folder).Where(f => f.EndsWith(".index", StringComparison.Ordinal)).Select(f => $"{Logs.Folder}/{f}")];
}
