using System.Diagnostics;
using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class FullDiskTests
{
    private static readonly LogOptions s_options = new() { SegmentBytes = 64 * 1024, IndexIntervalBytes = 256 };

    [Fact]
    public void On_a_full_disk_acknowledged_records_stay_and_the_log_goes_on_after_space_was_freed()
    {
        var files = new SimulatedFileSystem { Capacity = 200_000 };
        long acknowledged = FillUntilFull(files, Logs.Folder);
        files.Capacity += 200_000;
        GoOn(files, Logs.Folder, acknowledged);
    }

    [Fact]
    public void At_whatever_byte_the_disk_becomes_full_nothing_acknowledged_is_lost()
    {
        for (long capacity = 1500; capacity < 6000; capacity += 37)
        {
            var files = new SimulatedFileSystem { Capacity = capacity };
            long acknowledged = FillUntilFull(files, Logs.Folder, new LogOptions { SegmentBytes = 1024, IndexIntervalBytes = 64 });
            files.Capacity = long.MaxValue;
            GoOn(files, Logs.Folder, acknowledged);
        }
    }

    [Fact]
    public void A_vote_that_finds_no_room_is_refused_the_last_one_on_disk_stays_and_the_journal_goes_on_when_there_is_room()
    {
        var files = new SimulatedFileSystem();
        DurableFolder.Create(files, "/data");
        var replica = Guid.NewGuid();
        int epoch = 0;
        using (VoteJournal journal = VoteJournal.Open(files, "/data"))
        {
            files.Capacity = 1000;
            Should.Throw<DiskFullException>(() =>
            {
                while (true)
                {
                    journal.Record(replica, new VoteRecord(epoch + 1, null));
                    epoch++;
                }
            });
            Should.Throw<DiskFullException>(() => journal.Record(replica, new VoteRecord(99, null)));
            journal.VoteOf(replica)!.Epoch.ShouldBe(epoch);
            files.Capacity += 1000;
            journal.Record(replica, new VoteRecord(++epoch, null));
            journal.VoteOf(replica)!.Epoch.ShouldBe(epoch);
        }
        files.Capacity = long.MaxValue;
        files.LosePower(new Prng(1));
        using VoteJournal again = VoteJournal.Open(files, "/data");
        again.VoteOf(replica)!.Epoch.ShouldBe(epoch);
    }

    [Fact]
    public void On_a_small_real_disk_that_is_full_acknowledged_records_stay_and_the_log_goes_on()
    {
        using var folder = new TemporaryFolder();
        Assert.SkipUnless(Mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.Path), "needs Linux and the right to mount a file system of two megabytes");
        try
        {
            string path = Path.Combine(folder.Path, "t-0");
            string ballast = Path.Combine(folder.Path, "ballast");
            File.WriteAllBytes(ballast, new byte[512 * 1024]);
            long acknowledged = FillUntilFull(PhysicalFileSystem.Instance, path);
            PhysicalFileSystem.Instance.SpaceOf(folder.Path).Free.ShouldBeLessThan(64 * 1024);
            File.Delete(ballast);
            GoOn(PhysicalFileSystem.Instance, path, acknowledged);
        }
        finally
        {
            Run("umount", folder.Path).ShouldBeTrue();
        }
    }

    private static long FillUntilFull(IFileSystem files, string folder, LogOptions? options = null)
    {
        PartitionLog? log = null;
        long acknowledged = 0;
        try
        {
            log = Logs.Led(files, options ?? s_options, folder);
            while (true)
            {
                log.Append(5, 200);
                acknowledged = log.Sync().Offset;
            }
        }
        catch (DiskFullException e)
        {
            e.Message.ShouldContain("no space left");
            e.Path.ShouldContain(folder);
            if (log is not null) Should.Throw<LogFailedException>(() => log.Append(1)).InnerException.ShouldBeOfType<DiskFullException>();
            return acknowledged;
        }
        finally
        {
            log?.Dispose();
        }
    }

    private static void GoOn(IFileSystem files, string folder, long acknowledged)
    {
        using PartitionLog log = Logs.Open(files, s_options, acknowledged == 0 ? null : new SyncedBound(new LogPosition(1, acknowledged)), folder);
        log.End.Offset.ShouldBeInRange(acknowledged, acknowledged + 5);
        log.Lead();
        long next = log.Append(3);
        log.Sync();
        log.ReadAll()[^1].BaseOffset.ShouldBe(next);
    }

    private static bool Mount(params string[] arguments) => OperatingSystem.IsLinux() && Environment.UserName == "root" && Run("mount", arguments);

    private static bool Run(string program, params string[] arguments)
    {
        using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
