using Microsoft.Extensions.Time.Testing;
using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class RetentionTests
{
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void Segments_whose_newest_record_is_too_old_go_the_one_written_to_as_well()
    {
        using PartitionLog log = Filled(5, i => 1000 * i);
        log.DeleteSegments(new RetentionLimits(2500, null), log.End.Offset, 5000).ShouldBe(3);
        log.LogStartOffset.ShouldBe(6);
        log.ReadAll()[0].BaseOffset.ShouldBe(6);
        log.DeleteSegments(new RetentionLimits(2500, null), log.End.Offset, long.MaxValue).ShouldBe(3);
        log.LogStartOffset.ShouldBe(log.End.Offset);
        log.TryRead(9, 100, 12, true, out _).ShouldBeFalse();
    }

    [Fact]
    public void The_oldest_segments_go_while_the_rest_has_the_size_to_be_kept()
    {
        using PartitionLog log = Filled(5, _ => 0);
        long size = log.SizeInBytes;
        long firstTwo = _files.FilesIn(Logs.Folder).Where(f => f.EndsWith(".log", StringComparison.Ordinal)).Take(2).Sum(f => _files.ContentOf($"{Logs.Folder}/{f}").LongLength);
        log.DeleteSegments(new RetentionLimits(null, size), log.End.Offset, 0).ShouldBe(0);
        log.DeleteSegments(new RetentionLimits(null, size - firstTwo), log.End.Offset, 0).ShouldBe(2);
        log.DeleteSegments(new RetentionLimits(null, 0), log.End.Offset, 0).ShouldBe(3);
    }

    [Fact]
    public void Nothing_goes_that_is_not_below_the_high_watermark()
    {
        using PartitionLog log = Filled(5, _ => 0);
        log.DeleteSegments(new RetentionLimits(0, 0), 5, 1_000_000).ShouldBe(2);
        log.LogStartOffset.ShouldBe(4);
    }

    [Fact]
    public void What_is_gone_stays_gone_after_a_restart_and_files_with_it()
    {
        using (PartitionLog log = Filled(5, _ => 0)) log.DeleteSegments(new RetentionLimits(null, 0), log.End.Offset, 0);
        _files.FilesIn(Logs.Folder).ShouldBe([$"{10:D20}.log"]);
        using PartitionLog again = Logs.Open(_files);
        again.LogStartOffset.ShouldBe(10);
        again.Base.Position.ShouldBe(new LogPosition(1, 10));
        again.Base.Voters.ShouldBe([Logs.Alone]);
        again.Voters.ShouldBe([Logs.Alone]);
    }

    [Fact]
    public void A_log_start_set_by_request_is_on_disk_when_it_returns_and_never_moves_back()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var files = new SimulatedFileSystem();
            using (PartitionLog log = Logs.Led(files))
            {
                log.Append(10);
                log.Sync();
                log.SetLogStart(4);
                log.SetLogStart(2);
                log.LogStartOffset.ShouldBe(4);
                Should.Throw<OffsetOutOfRangeException>(() => log.SetLogStart(11));
            }
            files.LosePower(new Prng(seed));
            using PartitionLog again = Logs.Open(files);
            again.LogStartOffset.ShouldBe(4);
            again.TryRead(3, 100, 10, true, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Segments_wholly_before_the_log_start_go_whatever_their_age_and_size()
    {
        using PartitionLog log = Filled(5, _ => 0);
        log.SetLogStart(7);
        log.DeleteSegments(new RetentionLimits(null, null), log.End.Offset, 0).ShouldBe(3);
        log.LogStartOffset.ShouldBe(7);
        log.Base.Position.Offset.ShouldBe(6);
    }

    [Fact]
    public void A_damaged_log_start_is_reported_and_the_log_opens()
    {
        using (PartitionLog log = Filled(2, _ => 0)) log.SetLogStart(3);
        _files.FlipBit($"{Logs.Folder}/log-start", 9, 0);
        using PartitionLog again = Logs.Open(_files);
        again.RecoveryReport.LogStartLost.ShouldBeTrue();
        again.LogStartOffset.ShouldBe(0);
    }

    [Fact]
    public void A_slice_of_a_removed_segment_stays_readable_for_the_grace_period()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Batches.Noon));
        using PartitionLog log = Filled(3, _ => 0, time);
        LogSlice slice = log.Read(0, 1000, 6, true);
        log.DeleteSegments(new RetentionLimits(null, 0), log.End.Offset, 0).ShouldBe(3);
        slice.ToArray().Length.ShouldBe(slice.Length);
        time.Advance(TimeSpan.FromMinutes(2));
        log.Append(1);
        log.Roll();
        Should.Throw<ObjectDisposedException>(() => slice.ToArray());
    }

    [Fact]
    public void A_segment_is_closed_by_the_first_write_after_its_age()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Batches.Noon));
        using PartitionLog log = Logs.Led(_files, new LogOptions { SegmentAge = TimeSpan.FromHours(1) }, time: time);
        log.Append(1);
        time.Advance(TimeSpan.FromMinutes(59));
        log.Append(1);
        _files.FilesIn(Logs.Folder).Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(2));
        log.Append(1);
        _files.FilesIn(Logs.Folder).Count(f => f.EndsWith(".log", StringComparison.Ordinal)).ShouldBe(2);
    }

    private PartitionLog Filled(int closed, Func<int, long> timeOf, TimeProvider? time = null)
    {
        PartitionLog log = Logs.Led(_files, time: time);
        for (int i = 0; i <= closed; i++)
        {
            log.Append(2, timestampMs: timeOf(i));
            if (i < closed) log.Roll();
        }
        log.Sync();
        return log;
    }
}
