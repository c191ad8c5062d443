using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class TornTailTests
{
    [Fact]
    public void A_last_batch_torn_at_any_byte_is_cut_and_all_before_it_stays()
    {
        var files = new SimulatedFileSystem();
        long whole;
        long before;
        using (PartitionLog log = Logs.Led(files))
        {
            for (int i = 0; i < 5; i++) log.Append(3);
            before = log.SizeInBytes;
            log.Append(3);
            whole = log.SizeInBytes;
        }
        byte[] content = files.ContentOf(Logs.Segment(0));
        for (long length = before; length < whole; length++)
        {
            Replace(files, content.AsSpan(0, (int)length));
            using PartitionLog log = Logs.Open(files, bound: new SyncedBound(new LogPosition(1, 15)));
            log.End.ShouldBe(new LogPosition(1, 15));
            log.RecoveryReport.BytesCut.ShouldBe(length - before);
            log.SizeInBytes.ShouldBe(before);
            files.ContentOf(Logs.Segment(0)).Length.ShouldBe((int)before);
        }
    }

    [Fact]
    public void Zeros_behind_the_last_batch_are_cut()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 3);
        byte[] content = files.ContentOf(Logs.Segment(0));
        Replace(files, [.. content, .. new byte[5000]]);
        using PartitionLog log = Logs.Open(files);
        log.End.Offset.ShouldBe(3);
        log.RecoveryReport.BytesCut.ShouldBe(5000);
    }

    [Fact]
    public void A_whole_batch_that_does_not_continue_the_chain_ends_the_log()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 3);
        byte[] content = files.ContentOf(Logs.Segment(0));
        foreach ((long offset, int epoch) in new[] { (4L, 1), (2L, 1), (3L, 2), (3L, 0) })
        {
            byte[] stranger = Batches.Of(1);
            RecordBatch.SetBaseOffset(stranger, offset);
            RecordBatch.SetLeaderEpoch(stranger, epoch);
            Replace(files, [.. content, .. stranger]);
            using PartitionLog log = Logs.Open(files);
            log.End.ShouldBe(new LogPosition(1, 3));
            log.RecoveryReport.BytesCut.ShouldBe(stranger.Length);
        }
    }

    [Fact]
    public void A_marker_whose_epoch_does_not_rise_or_was_altered_ends_the_log()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 3);
        byte[] content = files.ContentOf(Logs.Segment(0));
        byte[] same = MarkerEntry.Build(new EpochMarker(1, 3, 1, 0, [Logs.Alone]));
        byte[] altered = MarkerEntry.Build(new EpochMarker(2, 3, 1, 0, [Logs.Alone]));
        RecordBatch.SetLeaderEpoch(altered, 5);
        foreach (byte[] marker in new[] { same, altered })
        {
            Replace(files, [.. content, .. marker]);
            using PartitionLog log = Logs.Open(files);
            log.End.ShouldBe(new LogPosition(1, 3));
        }
    }

    [Fact]
    public void A_damaged_bit_above_the_bound_is_cut_as_a_torn_write()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 10);
        byte[] content = files.ContentOf(Logs.Segment(0));
        files.FlipBit(Logs.Segment(0), content.Length - 3, 4);
        using PartitionLog log = Logs.Open(files, bound: new SyncedBound(new LogPosition(1, 9)));
        log.End.ShouldBe(new LogPosition(1, 9));
    }

    [Fact]
    public void A_damaged_bit_below_the_bound_is_reported_as_loss_and_nothing_is_cut()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 10);
        byte[] content = files.ContentOf(Logs.Segment(0));
        files.FlipBit(Logs.Segment(0), content.Length - 3, 4);
        LogDamagedException error = Should.Throw<LogDamagedException>(() => Logs.Open(files, bound: new SyncedBound(new LogPosition(1, 10))));
        error.Path.ShouldBe(Logs.Segment(0));
        error.Message.ShouldContain("(1, 10)");
        files.ContentOf(Logs.Segment(0)).Length.ShouldBe(content.Length);
    }

    [Fact]
    public void A_log_that_lost_its_files_below_the_bound_is_reported_as_loss() =>
        Should.Throw<LogDamagedException>(() => Logs.Open(new SimulatedFileSystem(), bound: new SyncedBound(new LogPosition(1, 0))));

    [Fact]
    public void A_damaged_base_is_loss_even_without_a_bound()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 1);
        files.FlipBit(Logs.Segment(0), 70, 0);
        Should.Throw<LogDamagedException>(() => Logs.Open(files)).Position.ShouldBe(0);
    }

    [Fact]
    public void After_a_cut_the_log_goes_on_where_it_ends()
    {
        var files = new SimulatedFileSystem();
        Fill(files, 3);
        Replace(files, files.ContentOf(Logs.Segment(0)).AsSpan()[..^1]);
        using (PartitionLog log = Logs.Open(files))
        {
            log.Lead();
            log.Append(2).ShouldBe(2);
            log.Sync();
        }
        using PartitionLog again = Logs.Open(files, bound: new SyncedBound(new LogPosition(2, 4)));
        again.ReadAll().Select(h => (h.BaseOffset, h.LeaderEpoch)).ShouldBe([(0, 1), (1, 1), (2, 2)]);
    }

    private static void Fill(SimulatedFileSystem files, int batches)
    {
        using PartitionLog log = Logs.Led(files);
        for (int i = 0; i < batches; i++) log.Append(1);
        log.Sync();
    }

    private static void Replace(SimulatedFileSystem files, ReadOnlySpan<byte> content)
    {
        using IFile file = files.Open(Logs.Segment(0), FileOpening.Emptied);
        file.Write(content, 0);
        file.Sync();
    }
}
