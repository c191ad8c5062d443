using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class DataFolderTests
{
    private static readonly Guid s_topicId = Guid.Parse("44444444-4444-4444-4444-444444444444");
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void A_folder_has_one_process_at_a_time()
    {
        using (DataFolder folder = DataFolder.Open(_files, "/data"))
        {
            DataFolderException error = Should.Throw<DataFolderException>(() => DataFolder.Open(_files, "/data"));
            error.Message.ShouldContain("/data");
            error.Message.ShouldContain("in use");
        }
        DataFolder.Open(_files, "/data").Dispose();
    }

    [Fact]
    public void A_folder_keeps_the_identity_it_was_given_first()
    {
        var identity = new NodeIdentity("c1", 7);
        using (DataFolder folder = DataFolder.Open(_files, "/data"))
        {
            folder.Identity.ShouldBeNull();
            folder.Identify(identity);
            folder.Identify(identity);
        }
        _files.LosePower(new Prng(1));
        using DataFolder again = DataFolder.Open(_files, "/data");
        again.Identity.ShouldBe(identity);
        Should.Throw<DataFolderException>(() => again.Identify(new NodeIdentity("c1", 8))).Message.ShouldContain("belongs to node 7");
    }

    [Fact]
    public void An_identity_that_was_altered_or_is_of_a_later_format_is_refused()
    {
        using (DataFolder folder = DataFolder.Open(_files, "/data")) folder.Identify(new NodeIdentity("c1", 7));
        string text = System.Text.Encoding.UTF8.GetString(_files.ContentOf("/data/node.json"));
        foreach ((string Old, string New, string Says) in new[] { ("7", "8", "checksum"), ("\"formatVersion\":1", "\"formatVersion\":2", "version 2"), ("{", "", "cannot be read"), ("clusterId", "x", "clusterId") })
        {
            using (IFile file = _files.Open("/data/node.json", FileOpening.Emptied)) file.Write(System.Text.Encoding.UTF8.GetBytes(text.Replace(Old, New, StringComparison.Ordinal)), 0);
            Should.Throw<DataFolderException>(() => DataFolder.Open(_files, "/data")).Message.ShouldContain(Says);
        }
    }

    [Fact]
    public void Replicas_come_back_in_order_with_their_uuids()
    {
        var made = new List<ReplicaFolder>();
        using (DataFolder folder = DataFolder.Open(_files, "/data"))
        {
            foreach ((string topic, int partition) in new[] { ("b", 10), ("b", 9), ("a.damaged", 0), ("x.new", 0) }) made.Add(folder.CreateReplica(topic, s_topicId, partition));
            Should.Throw<DataFolderException>(() => folder.CreateReplica("b", s_topicId, 9));
            folder.Votes.VoteOf(made[0].Id).ShouldBe(VoteRecord.None);
        }
        made.Select(r => r.Id).Distinct().Count().ShouldBe(4);
        _files.LosePower(new Prng(2));
        using DataFolder again = DataFolder.Open(_files, "/data");
        again.EnumerateReplicas().ShouldBe([made[2], made[1], made[0], made[3]]);
    }

    [Fact]
    public void A_deleted_replica_stays_deleted_and_its_votes_are_forgotten()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var files = new SimulatedFileSystem();
            Guid id;
            using (DataFolder folder = DataFolder.Open(files, "/data"))
            {
                ReplicaFolder replica = folder.CreateReplica("t", s_topicId, 0);
                id = replica.Id;
                using (PartitionLog log = Logs.Led(files, folder: replica.Path)) log.Append(1);
                folder.DeleteReplica("t", 0);
                folder.DeleteReplica("t", 0);
                folder.EnumerateReplicas().ShouldBeEmpty();
            }
            files.LosePower(new Prng(seed));
            using DataFolder again = DataFolder.Open(files, "/data");
            again.EnumerateReplicas().ShouldBeEmpty();
            again.Votes.VoteOf(id).ShouldBeNull();
            again.CreateReplica("t", s_topicId, 0).Id.ShouldNotBe(id);
            files.FoldersIn("/data/replicas").ShouldBe(["t-0"]);
        }
    }

    [Fact]
    public void A_replica_whose_file_is_damaged_is_set_aside_for_the_operator()
    {
        using (DataFolder folder = DataFolder.Open(_files, "/data"))
        {
            folder.CreateReplica("t", s_topicId, 0);
            folder.CreateReplica("t", s_topicId, 1);
        }
        _files.FlipBit("/data/replicas/t-0/replica", 30, 2);
        using DataFolder again = DataFolder.Open(_files, "/data");
        again.EnumerateReplicas().ShouldHaveSingleItem().Partition.ShouldBe(1);
        _files.FoldersIn("/data/replicas").Count(f => f.EndsWith(".damaged", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_replica_with_a_damaged_log_is_set_aside_and_comes_back_under_a_new_uuid()
    {
        using DataFolder folder = DataFolder.Open(_files, "/data");
        ReplicaFolder replica = folder.CreateReplica("t", s_topicId, 0);
        folder.Votes.RecordBounds([(replica.Id, new SyncedBound(new LogPosition(3, 3)))]);
        Should.Throw<LogDamagedException>(() => Logs.Open(_files, folder: replica.Path, bound: folder.Votes.BoundOf(replica.Id)));
        _files.FileExists(folder.SetAside(replica) + "/replica").ShouldBeTrue();
        ReplicaFolder renewed = folder.CreateReplica("t", s_topicId, 0);
        renewed.Id.ShouldNotBe(replica.Id);
        Logs.Open(_files, folder: renewed.Path, bound: folder.Votes.BoundOf(renewed.Id)).Dispose();
    }

    [Fact]
    public void A_crash_at_any_step_of_creating_and_deleting_leaves_the_replica_there_or_not()
    {
        bool done = false;
        for (int steps = 0; !done; steps++)
        {
            var files = new SimulatedFileSystem();
            ReplicaFolder first;
            using (DataFolder folder = DataFolder.Open(files, "/data"))
            {
                first = folder.CreateReplica("t", s_topicId, 0);
                files.StopAfter(steps);
                try
                {
                    folder.CreateReplica("t", s_topicId, 1);
                    folder.DeleteReplica("t", 0);
                    done = true;
                }
                catch (IOException)
                {
                    // stopped on the way
                }
            }
            files.LosePower(new Prng((ulong)steps));
            using DataFolder again = DataFolder.Open(files, "/data");
            IReadOnlyList<ReplicaFolder> found = again.EnumerateReplicas();
            if (found.Any(r => r.Partition == 0)) found[0].ShouldBe(first);
            foreach (ReplicaFolder replica in found) again.Votes.VoteOf(replica.Id).ShouldBe(VoteRecord.None);
            files.FoldersIn("/data/replicas").ShouldAllBe(f => f == "t-0" || f == "t-1");
        }
    }

    [Fact]
    public void The_room_on_the_disk_is_known()
    {
        using var temporary = new TemporaryFolder();
        using DataFolder folder = DataFolder.Open(PhysicalFileSystem.Instance, Path.Combine(temporary.Path, "data"));
        folder.Space.Free.ShouldBeGreaterThan(0);
        folder.CreateReplica("t", s_topicId, 0).Path.ShouldStartWith(temporary.Path);
        Should.Throw<DataFolderException>(() => DataFolder.Open(PhysicalFileSystem.Instance, Path.Combine(temporary.Path, "data")));
    }
}
