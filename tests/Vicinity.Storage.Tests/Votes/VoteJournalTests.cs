using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class VoteJournalTests
{
    private const string Folder = "/data";
    private static readonly Guid s_a = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000000");
    private static readonly Guid s_b = Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000");

    [Fact]
    public void Scene_12_a_recorded_vote_survives_a_power_failure()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            SimulatedFileSystem files = Disk();
            var vote = new VoteRecord(1, new Voter(1, s_b));
            using (VoteJournal journal = VoteJournal.Open(files, Folder))
            {
                journal.IsNew.ShouldBeTrue();
                journal.VoteOf(s_a).ShouldBeNull();
                journal.Record(s_a, vote);
                journal.VoteOf(s_a).ShouldBe(vote);
            }
            files.LosePower(new Prng(seed));
            using VoteJournal again = VoteJournal.Open(files, Folder);
            again.IsNew.ShouldBeFalse();
            again.VoteOf(s_a).ShouldBe(vote);
        }
    }

    [Fact]
    public void Epochs_without_a_vote_bounds_and_forgetting_come_back()
    {
        SimulatedFileSystem files = Disk();
        var bound = new SyncedBound(new LogPosition(4, 9));
        using (VoteJournal journal = VoteJournal.Open(files, Folder))
        {
            journal.Record(s_a, new VoteRecord(6, null));
            journal.Record(s_b, new VoteRecord(2, new Voter(3, s_a)));
            journal.RecordBounds([(s_a, bound), (s_b, bound)]);
            journal.Forget([s_b]);
            journal.BoundOf(s_b).ShouldBe(SyncedBound.None);
        }
        using VoteJournal again = VoteJournal.Open(files, Folder);
        again.VoteOf(s_a).ShouldBe(new VoteRecord(6, null));
        again.BoundOf(s_a).ShouldBe(bound);
        again.VoteOf(s_b).ShouldBeNull();
        again.KnownReplicas().ShouldBe([s_a]);
    }

    [Fact]
    public void A_last_record_torn_at_any_byte_is_dropped_and_all_before_it_stays()
    {
        SimulatedFileSystem files = Disk();
        long before;
        using (VoteJournal journal = VoteJournal.Open(files, Folder))
        {
            journal.Record(s_a, new VoteRecord(1, null));
            before = files.ContentOf(Folder + "/votes").Length;
            journal.Record(s_a, new VoteRecord(2, null));
        }
        byte[] content = files.ContentOf(Folder + "/votes");
        for (int length = (int)before; length < content.Length; length++)
        {
            Replace(files, content[..length]);
            using VoteJournal journal = VoteJournal.Open(files, Folder);
            journal.VoteOf(s_a).ShouldBe(new VoteRecord(1, null));
        }
    }

    [Fact]
    public void Damage_before_the_last_record_is_loss_of_votes()
    {
        SimulatedFileSystem files = Disk();
        long first;
        long second;
        using (VoteJournal journal = VoteJournal.Open(files, Folder))
        {
            first = files.ContentOf(Folder + "/votes").Length;
            journal.Record(s_a, new VoteRecord(1, null));
            second = files.ContentOf(Folder + "/votes").Length;
            journal.Record(s_a, new VoteRecord(2, null));
        }
        byte[] content = files.ContentOf(Folder + "/votes");
        for (long at = 0; at < second; at++)
        {
            byte[] damaged = (byte[])content.Clone();
            damaged[at] ^= 0x10;
            Replace(files, damaged);
            Should.Throw<VoteJournalDamagedException>(() => VoteJournal.Open(files, Folder), $"byte {at}, first frame {first}");
        }
        Replace(files, []);
        Should.Throw<VoteJournalDamagedException>(() => VoteJournal.Open(files, Folder));
    }

    [Fact]
    public void After_a_failed_sync_nothing_is_recorded_any_more()
    {
        SimulatedFileSystem files = Disk();
        using VoteJournal journal = VoteJournal.Open(files, Folder);
        journal.Record(s_a, new VoteRecord(1, null));
        files.Fail(FileOperation.Sync);
        Should.Throw<IOException>(() => journal.Record(s_a, new VoteRecord(2, null)));
        Should.Throw<IOException>(() => journal.Record(s_a, new VoteRecord(3, null)));
        journal.VoteOf(s_a).ShouldBe(new VoteRecord(1, null));
    }

    [Fact]
    public void Many_threads_that_vote_at_once_share_syncs_and_each_finds_its_vote_on_disk()
    {
        SimulatedFileSystem files = Disk();
        const int Threads = 8;
        const int Votes = 200;
        Guid[] replicas = [.. Enumerable.Range(0, Threads).Select(_ => Guid.NewGuid())];
        using (VoteJournal journal = VoteJournal.Open(files, Folder))
        {
            using var start = new Barrier(Threads);
            Thread[] threads = [.. replicas.Select(replica => new Thread(() =>
            {
                start.SignalAndWait();
                for (int epoch = 1; epoch <= Votes; epoch++)
                {
                    journal.Record(replica, new VoteRecord(epoch, null));
                    journal.VoteOf(replica)!.Epoch.ShouldBe(epoch);
                }
            }))];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
        }
        files.LosePower(new Prng(1));
        using VoteJournal again = VoteJournal.Open(files, Folder);
        foreach (Guid replica in replicas) again.VoteOf(replica)!.Epoch.ShouldBe(Votes);
    }

    [Fact]
    public void A_journal_that_has_grown_is_written_anew_while_it_is_in_use()
    {
        SimulatedFileSystem files = Disk();
        var replicas = Enumerable.Range(0, 2000).Select(_ => Guid.NewGuid()).ToArray();
        using VoteJournal journal = VoteJournal.Open(files, Folder);
        for (int i = 1; i <= 120; i++)
            journal.RecordBounds([.. replicas.Select(r => (r, new SyncedBound(new LogPosition(1, i))))]);
        files.ContentOf(Folder + "/votes").Length.ShouldBeLessThan(5_000_000);
        journal.Record(replicas[0], new VoteRecord(3, null));
        files.LosePower(new Prng(3));
        using VoteJournal again = VoteJournal.Open(files, Folder);
        foreach (Guid replica in replicas) again.BoundOf(replica).Position.Offset.ShouldBe(120);
        again.VoteOf(replicas[0])!.Epoch.ShouldBe(3);
    }

    [Fact]
    public void A_crash_at_any_step_of_opening_loses_no_vote()
    {
        for (int steps = 0; steps < 12; steps++)
        {
            SimulatedFileSystem files = Disk();
            using (VoteJournal journal = VoteJournal.Open(files, Folder)) journal.Record(s_a, new VoteRecord(5, null));
            files.StopAfter(steps);
            try
            {
                using VoteJournal journal = VoteJournal.Open(files, Folder);
            }
            catch (IOException e) when (e is not VoteJournalDamagedException)
            {
                // stopped on the way
            }
            files.LosePower(new Prng((ulong)steps));
            using VoteJournal again = VoteJournal.Open(files, Folder);
            again.VoteOf(s_a).ShouldBe(new VoteRecord(5, null));
        }
    }

    private static SimulatedFileSystem Disk()
    {
        var files = new SimulatedFileSystem();
        DurableFolder.Create(files, Folder);
        return files;
    }

    private static void Replace(SimulatedFileSystem files, byte[] content)
    {
        using IFile file = files.Open(Folder + "/votes", FileOpening.Emptied);
        file.Write(content, 0);
        file.Sync();
    }
}
