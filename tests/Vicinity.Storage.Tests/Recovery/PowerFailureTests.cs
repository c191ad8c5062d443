using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class PowerFailureTests
{
    [Fact]
    public void Whatever_is_lost_that_was_not_synced_everything_synced_survives_and_the_chain_is_whole()
    {
        int crashes = 0;
        int stops = 0;
        for (ulong seed = 0; seed < 80; seed++)
        {
            var run = new CrashingLog(seed, new LogOptions { SegmentBytes = 2048, IndexIntervalBytes = 128 });
            run.Run(25);
            crashes += run.Crashes;
            stops += run.Stops;
        }
        crashes.ShouldBe(80 * 25);
        stops.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void A_disk_whose_syncs_lie_loses_acknowledged_data_and_the_bound_shows_it()
    {
        int noticed = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            var files = new SimulatedFileSystem();
            SyncedBound bound;
            using (PartitionLog log = Logs.Led(files))
            {
                log.Sync();
                files.SyncsLie = true;
                log.Append(3);
                log.Sync();
                bound = log.SyncedBound;
            }
            files.LosePower(new Prng(seed));
            try
            {
                Logs.Open(files, bound: bound).Dispose();
            }
            catch (LogDamagedException)
            {
                noticed++;
            }
        }
        noticed.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void After_a_failed_sync_the_log_takes_no_more_and_never_syncs_again()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Led(files);
        log.Sync();
        log.Append(1);
        files.Fail(FileOperation.Sync);
        Should.Throw<IOException>(() => log.Sync()).ShouldNotBeOfType<LogFailedException>();
        int changes = files.Changes;
        Should.Throw<LogFailedException>(() => log.Sync());
        Should.Throw<LogFailedException>(() => log.Append(1));
        Should.Throw<LogFailedException>(() => log.Lead());
        Should.Throw<LogFailedException>(() => log.Roll());
        files.Changes.ShouldBe(changes);
        log.SyncedEnd.ShouldBe(new LogPosition(1, 0));
    }

    [Fact]
    public void After_a_failed_write_the_log_takes_no_more_and_opening_it_again_cuts_the_half_of_a_batch()
    {
        var files = new SimulatedFileSystem();
        using (PartitionLog log = Logs.Led(files))
        {
            log.Append(1);
            log.Sync();
            files.Fail(FileOperation.Write);
            Should.Throw<IOException>(() => log.Append(1));
            Should.Throw<LogFailedException>(() => log.Append(1));
            log.End.ShouldBe(new LogPosition(1, 1));
            log.ReadAll().Count.ShouldBe(1);
        }
        using PartitionLog again = Logs.Open(files, bound: new SyncedBound(new LogPosition(1, 1)));
        again.RecoveryReport.BytesCut.ShouldBeGreaterThan(0);
        again.End.ShouldBe(new LogPosition(1, 1));
    }

    [Fact]
    public void What_a_failed_sync_left_in_the_cache_is_written_again_before_it_counts_as_synced()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var files = new SimulatedFileSystem();
            SyncedBound bound;
            using (PartitionLog log = Logs.Led(files))
            {
                log.Append(1);
                log.Sync();
                bound = log.SyncedBound;
                for (int i = 0; i < 5; i++) log.Append(2);
                files.Fail(FileOperation.Sync);
                Should.Throw<IOException>(() => log.Sync());
            }
            files.KillProcess();
            LogPosition synced;
            using (PartitionLog log = Logs.Open(files, bound: bound))
            {
                log.RecoveryReport.BytesWrittenAgain.ShouldBeGreaterThan(0);
                synced = log.SyncedEnd;
                synced.Offset.ShouldBe(11);
            }
            files.LosePower(new Prng(seed));
            using PartitionLog again = Logs.Open(files, bound: new SyncedBound(synced));
            again.End.ShouldBe(synced);
        }
    }

    [Fact]
    public void A_roll_that_fails_at_any_step_loses_nothing()
    {
        for (int skip = 0; ; skip++)
        {
            var files = new SimulatedFileSystem();
            PartitionLog log = Logs.Led(files);
            log.Append(3);
            log.Sync();
            files.StopAfter(skip);
            bool done = true;
            try
            {
                log.Append(2);
                log.Roll();
            }
            catch (IOException)
            {
                done = false;
            }
            files.LosePower(new Prng((ulong)skip));
            using PartitionLog again = Logs.Open(files, bound: new SyncedBound(new LogPosition(1, 3)));
            again.End.Offset.ShouldBeOneOf(done ? [5] : [3L, 5L]);
            again.Lead();
            again.Append(1);
            again.ReadAll()[^1].NextOffset.ShouldBe(again.End.Offset);
            if (done) return;
        }
    }
}
