using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class SimulatedFileSystemTests : FileSystemContract
{
    private readonly SimulatedFileSystem _files = new() { Capacity = 1 << 20 };

    public SimulatedFileSystemTests() => _files.CreateFolder("/r");

    protected override IFileSystem Files => _files;

    protected override string Root => "/r";

    public override void Dispose()
    {
    }

    [Fact]
    public void Synced_bytes_under_a_synced_name_survive_every_power_failure()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            SimulatedFileSystem files = Durable([1, 2, 3]);
            files.LosePower(new Prng(seed));
            files.ContentOf("/r/a").ShouldBe([1, 2, 3]);
        }
    }

    [Fact]
    public void Unsynced_writes_survive_in_any_combination()
    {
        var outcomes = new HashSet<string>();
        for (ulong seed = 0; seed < 400; seed++)
        {
            SimulatedFileSystem files = Durable([0, 0, 0]);
            using (IFile file = files.Open("/r/a", FileOpening.Existing))
            {
                file.Write([1], 0);
                file.Write([2], 1);
                file.Write([3], 2);
            }
            files.LosePower(new Prng(seed));
            outcomes.Add(string.Join(",", files.ContentOf("/r/a")));
        }
        outcomes.Count.ShouldBe(8);
    }

    [Fact]
    public void A_shorter_length_can_be_lost_while_a_later_write_survives()
    {
        bool seen = false;
        for (ulong seed = 0; seed < 200 && !seen; seed++)
        {
            SimulatedFileSystem files = Durable([1, 1, 1, 1]);
            using (IFile file = files.Open("/r/a", FileOpening.Existing))
            {
                file.SetLength(1);
                file.Write([2], 1);
            }
            files.LosePower(new Prng(seed));
            seen = files.ContentOf("/r/a").SequenceEqual(new byte[] { 1, 2, 1, 1 });
        }
        seen.ShouldBeTrue();
    }

    [Fact]
    public void A_name_that_was_not_synced_may_be_gone_with_synced_content()
    {
        int there = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var files = new SimulatedFileSystem();
            files.CreateFolder("/r");
            files.SyncFolder("/");
            using (IFile file = files.Open("/r/a", FileOpening.Emptied))
            {
                file.Write([1], 0);
                file.Sync();
            }
            files.LosePower(new Prng(seed));
            if (files.FileExists("/r/a")) there++;
        }
        there.ShouldBeInRange(1, 99);
    }

    [Fact]
    public void After_a_failed_sync_a_later_one_does_not_make_the_old_writes_durable()
    {
        int lost = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            SimulatedFileSystem files = Durable([0]);
            using (IFile file = files.Open("/r/a", FileOpening.Existing))
            {
                file.Write([1], 0);
                files.Fail(FileOperation.Sync);
                Should.Throw<IOException>(() => file.Sync());
                file.Sync();
            }
            files.LosePower(new Prng(seed));
            if (files.ContentOf("/r/a")[0] == 0) lost++;
        }
        lost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_full_disk_takes_what_fits_and_says_so()
    {
        _files.Capacity = 10;
        using IFile file = _files.Open("/r/a", FileOpening.Emptied);
        file.Write(new byte[8], 0);
        Should.Throw<DiskFullException>(() => file.Write(new byte[8], 8)).Message.ShouldContain("/r/a");
        file.Length.ShouldBe(10);
        _files.SpaceOf("/r").Free.ShouldBe(0);
        _files.Capacity = 100;
        file.Write(new byte[8], 8);
    }

    [Fact]
    public void Operations_fail_once_or_from_then_on_as_planned()
    {
        _files.Fail(FileOperation.Write, "a", skip: 1);
        _files.Fail(FileOperation.Sync, "b", forever: true);
        using IFile a = _files.Open("/r/a", FileOpening.Emptied);
        using IFile b = _files.Open("/r/b", FileOpening.Emptied);
        a.Write([1], 0);
        Should.Throw<IOException>(() => a.Write([1], 1));
        a.Write([1], 1);
        b.Write([1], 0);
        Should.Throw<IOException>(() => b.Sync());
        Should.Throw<IOException>(() => b.Sync());
        _files.Heal();
        b.Sync();
    }

    [Fact]
    public void A_stopped_machine_does_nothing_until_its_power_comes_back()
    {
        using IFile file = _files.Open("/r/a", FileOpening.Emptied);
        _files.StopAfter(1);
        file.Write([1], 0);
        Should.Throw<IOException>(() => file.Write([1], 1));
        Should.Throw<IOException>(() => _files.Open("/r/b", FileOpening.Emptied));
        _files.LosePower(new Prng(1));
        Should.Throw<IOException>(() => file.Write([1], 0));
        _files.CreateFolder("/r");
        _files.Open("/r/b", FileOpening.Emptied).Dispose();
    }

    private static SimulatedFileSystem Durable(byte[] content)
    {
        var files = new SimulatedFileSystem();
        files.CreateFolder("/r");
        files.SyncFolder("/");
        using IFile file = files.Open("/r/a", FileOpening.Emptied);
        file.Write(content, 0);
        file.Sync();
        files.SyncFolder("/r");
        return files;
    }
}
