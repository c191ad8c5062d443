using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class AppendAndReadTests
{
    private static readonly LogOptions s_small = new() { SegmentBytes = 2048, IndexIntervalBytes = 128 };

    [Fact]
    public void Offsets_are_dense_from_0_whatever_markers_stand_between()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(3).ShouldBe(0);
        log.Lead();
        log.Append(2).ShouldBe(3);
        log.Lead(9);
        log.Append(Batches.Joined(Batches.Of(1), Batches.Of(4)), 9).ShouldBe(5);
        log.End.ShouldBe(new LogPosition(9, 10));
        log.ReadAll().Select(h => (h.BaseOffset, h.LeaderEpoch)).ShouldBe([(0, 1), (3, 2), (5, 9), (6, 9)]);
    }

    [Fact]
    public void Append_writes_offset_and_epoch_and_keeps_every_other_byte()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(7);
        byte[] sent = Batches.Of(3, 50);
        byte[] appended = (byte[])sent.Clone();
        log.Append(appended, 1);
        byte[] read = log.Read(7, int.MaxValue, 10, true).ToArray();
        read.ShouldBe(appended);
        read[16..].ShouldBe(sent[16..]);
        RecordBatch.CrcMatches(read).ShouldBeTrue();
    }

    [Fact]
    public void A_read_ends_before_the_next_marker_and_the_following_one_goes_on_behind_it()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(1);
        log.Append(1);
        log.Lead();
        log.Append(1);
        Batches.HeadersIn(log.Read(0, 1 << 20, 3, true).ToArray()).Select(h => h.BaseOffset).ShouldBe([0, 1]);
        Batches.HeadersIn(log.Read(2, 1 << 20, 3, true).ToArray()).Select(h => h.BaseOffset).ShouldBe([2]);
    }

    [Fact]
    public void A_read_from_every_offset_begins_with_the_batch_that_contains_it()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem(), s_small);
        var prng = new Prng(4);
        for (int i = 0; i < 200; i++)
        {
            if (prng.Chance(0.1)) log.Lead();
            log.Append(prng.Next(1, 6), prng.Next(1, 60));
        }
        List<RecordBatchHeader> all = log.ReadAll();
        for (long offset = 0; offset < log.End.Offset; offset++)
        {
            int maxBytes = prng.Next(1, 3000);
            List<RecordBatchHeader> run = Batches.HeadersIn(log.Read(offset, maxBytes, log.End.Offset, true).ToArray());
            int first = all.FindIndex(h => h.LastOffset >= offset);
            run.ShouldBe(all.Skip(first).Take(run.Count));
            (run.Count == 1 || run.Sum(h => h.SizeInBytes) <= maxBytes).ShouldBeTrue();
        }
    }

    [Fact]
    public void No_batch_that_ends_behind_the_bound_is_returned_and_none_below_it_is_withheld()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem(), s_small with { SegmentBytes = 1 << 20 });
        for (int i = 0; i < 100; i++) log.Append(3, 10);
        for (long upTo = 0; upTo <= log.End.Offset; upTo++)
        {
            LogSlice slice = log.Read(0, 1 << 20, upTo, true);
            (slice.IsEmpty ? 0 : Batches.HeadersIn(slice.ToArray())[^1].NextOffset).ShouldBe(upTo / 3 * 3);
        }
    }

    [Fact]
    public void The_first_batch_comes_whole_or_not_at_all_when_it_is_larger_than_the_bytes_asked_for()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(10, 500);
        log.Read(0, 100, 10, atLeastOneBatch: true).Length.ShouldBeGreaterThan(5000);
        log.Read(0, 100, 10, atLeastOneBatch: false).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Reading_at_the_end_gives_nothing_and_outside_the_log_an_error_that_names_its_bounds()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(5);
        log.Read(5, 100, 5, true).IsEmpty.ShouldBeTrue();
        OffsetOutOfRangeException error = Should.Throw<OffsetOutOfRangeException>(() => log.Read(6, 100, 6, true));
        (error.LogStart, error.LogEnd).ShouldBe((0, 5));
        log.TryRead(-1, 100, 5, true, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_slice_can_be_copied_in_pieces()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(10, 100);
        LogSlice slice = log.Read(0, 1 << 20, 10, true);
        byte[] whole = slice.ToArray();
        byte[] pieces = new byte[slice.Length];
        for (int at = 0; at < pieces.Length;) at += slice.CopyTo(pieces.AsSpan(at, Math.Min(77, pieces.Length - at)), at);
        pieces.ShouldBe(whole);
        slice.CopyTo(new byte[10], slice.Length).ShouldBe(0);
    }

    [Fact]
    public void Data_of_another_epoch_than_the_last_marker_began_is_refused()
    {
        using PartitionLog log = Logs.Open(new SimulatedFileSystem());
        Should.Throw<ArgumentOutOfRangeException>(() => log.Append(Batches.Of(1), 0));
        log.Lead(3);
        Should.Throw<ArgumentOutOfRangeException>(() => log.Append(Batches.Of(1), 2));
        Should.Throw<ArgumentOutOfRangeException>(() => log.AppendMarker(3, 1, [Logs.Alone], 0));
        log.Append(Batches.Of(1), 3).ShouldBe(0);
    }

    [Fact]
    public void What_is_no_whole_batch_is_refused_and_the_log_goes_on()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem(), new LogOptions { MaxBatchBytes = 500 });
        Should.Throw<ArgumentException>(() => log.Append([], 1));
        Should.Throw<ArgumentException>(() => log.Append(Batches.Of(1).AsSpan()[..^1], 1));
        Should.Throw<ArgumentException>(() => log.Append(Batches.Of(1, 600), 1)).Message.ShouldContain("at most 500");
        Should.Throw<ArgumentException>(() => log.Append(ControlBatch.Create(0, 1, 0, 2, default), 1));
        log.Append(1).ShouldBe(0);
    }

    [Fact]
    public void Sync_publishes_what_was_appended_before_it()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.SyncedEnd.ShouldBe(LogPosition.Zero);
        log.Append(4);
        log.Sync().ShouldBe(new LogPosition(1, 4));
        log.Append(1);
        log.SyncedEnd.ShouldBe(new LogPosition(1, 4));
    }

    [Fact]
    public void A_log_on_real_files_comes_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "t-0");
        List<RecordBatchHeader> written;
        using (PartitionLog log = Logs.Led(PhysicalFileSystem.Instance, s_small, path))
        {
            for (int i = 0; i < 50; i++) log.Append(2, 80);
            log.Sync();
            written = log.ReadAll();
        }
        using PartitionLog again = Logs.Open(PhysicalFileSystem.Instance, s_small, new SyncedBound(new LogPosition(1, 100)), path);
        again.ReadAll().ShouldBe(written);
        again.RecoveryReport.IsClean.ShouldBeTrue();
        again.Voters.ShouldBe([Logs.Alone]);
        again.Markers.Count.ShouldBe(1);
        Directory.GetFiles(path, "*.log").Length.ShouldBeGreaterThan(3);
        Directory.GetFiles(path, "*.index").Length.ShouldBe(Directory.GetFiles(path, "*.log").Length - 1);
    }
}
