using Vicinity.Model;

namespace Vicinity.Storage.Tests;

/// <summary>What can be read of a damaged log, and the log that repair makes of it.</summary>
public sealed class LogSalvageTests
{
    private const string Root = "/data";
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void A_sound_folder_has_nothing_to_tell()
    {
        using (DataFolder folder = WithRecords(out _, 10))
        {
        }

        DataReport report = DataCheck.Run(_files, Root);

        report.IsSound.ShouldBeTrue();
        report.Replicas.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            r => r.Name.ShouldBe("t-0"),
            r => r.End.Offset.ShouldBe(10),
            r => r.Entries.ShouldBe(11),
            r => r.LargestProducerId.ShouldBe(7));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(70)]
    public void A_damaged_batch_is_lost_and_what_stands_behind_it_is_not(int byteOfBatch)
    {
        using (DataFolder folder = WithRecords(out ReplicaFolder replica, 10)) Damage(replica, batch: 4, byteOfBatch);

        DataReport report = DataCheck.Run(_files, Root);

        report.IsSound.ShouldBeFalse();
        ReplicaReport found = report.Replicas.ShouldHaveSingleItem();
        found.Lost.Select(l => (l.From, l.To)).ShouldBe([(4L, 5L)]);
        found.End.Offset.ShouldBe(10);

        Repair().Records().Select(r => r.Offset).ShouldBe([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public void A_damaged_length_hides_only_its_own_batch()
    {
        using (DataFolder folder = WithRecords(out ReplicaFolder replica, 10)) Damage(replica, batch: 4, byteOfBatch: 8);

        DataCheck.Run(_files, Root).Replicas[0].Lost.Select(l => (l.From, l.To)).ShouldBe([(4L, 5L)]);
        Repair().Records().Select(r => r.Offset).ShouldBe([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public void An_end_that_is_known_to_have_been_on_disk_is_lost_and_its_offsets_are_not_used_again()
    {
        using (DataFolder folder = WithRecords(out ReplicaFolder replica, 10))
        {
            folder.Votes.RecordBounds([(replica.Id, new SyncedBound(new LogPosition(1, 10)))]);
            using IFile file = _files.Open(SegmentOf(replica), FileOpening.Existing);
            file.SetLength(PositionOf(replica, 7) + 5);
        }

        DataCheck.Run(_files, Root).Replicas[0].Lost.Select(l => (l.From, l.To)).ShouldBe([(7L, 10L)]);
        using PartitionLog log = Repair();
        log.End.Offset.ShouldBe(10);
        log.Records().Select(r => r.Offset).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        log.Lead();
        log.Append(1).ShouldBe(10);
    }

    [Fact]
    public void A_lost_segment_in_the_middle_is_a_gap_that_readers_pass_over()
    {
        using (DataFolder folder = WithRecords(out ReplicaFolder replica, 9, rollEvery: 3)) _files.DeleteFile($"{replica.Path}/{3:D20}.log");

        DataCheck.Run(_files, Root).Replicas[0].Lost.Select(l => (l.From, l.To)).ShouldBe([(3L, 6L)]);
        Repair().Records().Select(r => r.Offset).ShouldBe([0, 1, 2, 6, 7, 8]);
    }

    [Fact]
    public void A_log_of_which_nothing_can_be_read_begins_anew_behind_its_bound()
    {
        using (DataFolder folder = WithRecords(out ReplicaFolder replica, 5))
        {
            folder.Votes.RecordBounds([(replica.Id, new SyncedBound(new LogPosition(1, 5)))]);
            _files.DeleteFile(SegmentOf(replica));
        }

        DataCheck.Run(_files, Root).Replicas[0].Lost.Select(l => (l.From, l.To)).ShouldBe([(0L, 5L)]);
        using PartitionLog log = Repair();
        (log.LogStartOffset, log.End.Offset).ShouldBe((5, 5));
    }

    [Fact]
    public void Whatever_bit_is_flipped_repair_makes_a_log_that_can_be_opened_with_all_that_can_be_read()
    {
        var random = new Random(99);
        for (int round = 0; round < 150; round++)
        {
            var files = new SimulatedFileSystem();
            var scene = new LogSalvageTests(files);
            int flips = random.Next(1, 4);
            using (DataFolder folder = scene.WithRecords(out ReplicaFolder replica, 12, rollEvery: 5))
            {
                folder.Votes.RecordBounds([(replica.Id, new SyncedBound(new LogPosition(1, 12)))]);
                string[] segments = [.. files.FilesIn(replica.Path).Where(f => f.EndsWith(".log", StringComparison.Ordinal)).Select(f => $"{replica.Path}/{f}")];
                for (int i = 0; i < flips; i++)
                {
                    string segment = segments[random.Next(segments.Length)];
                    files.FlipBit(segment, random.Next(files.ContentOf(segment).Length), random.Next(8));
                }
            }

            ReplicaReport found = DataCheck.Run(files, Root).Replicas[0];
            using PartitionLog log = scene.Repair();
            log.End.Offset.ShouldBe(12, $"round {round}");
            var lost = found.Lost.SelectMany(l => Enumerable.Range((int)l.From, (int)(l.To - l.From))).ToHashSet();
            log.Records().Select(r => (int)r.Offset).ShouldBe(Enumerable.Range(0, 12).Where(o => !lost.Contains(o)), $"round {round}");
            lost.Count.ShouldBeLessThan(12, $"round {round}: {flips} flipped bits");
            log.Lead();
            log.Append(1).ShouldBe(12);
        }
    }

    [Fact]
    public void A_folder_in_use_is_not_looked_at()
    {
        using DataFolder folder = WithRecords(out _, 1);

        Should.Throw<DataFolderException>(() => DataCheck.Run(_files, Root)).Message.ShouldContain("in use by a running node, which holds its file 'lock': stop the node");
    }

    public LogSalvageTests()
    {
    }

    private LogSalvageTests(SimulatedFileSystem files) => _files = files;

    private DataFolder WithRecords(out ReplicaFolder replica, int batches, int rollEvery = int.MaxValue)
    {
        _files.CreateFolder(Root);
        DataFolder folder = DataFolder.Open(_files, Root);
        folder.Identify(new NodeIdentity("c", 1));
        replica = folder.CreateReplica("t", Guid.NewGuid(), 0);
        var self = new Voter(1, replica.Id);
        using PartitionLog log = PartitionLog.Open(_files, replica.Path, new LogOptions { FirstVoters = [self] }, SyncedBound.None, TimeProvider.System);
        log.AppendMarker(1, 1, [self], Batches.Noon);
        for (int i = 0; i < batches; i++)
        {
            if (i > 0 && i % rollEvery == 0) log.Roll();
            log.Append(Batches.Of(1, producerId: 7, producerEpoch: 0, baseSequence: i), 1);
        }

        log.Sync();
        return folder;
    }

    private static string SegmentOf(ReplicaFolder replica) => $"{replica.Path}/{0:D20}.log";

    private long PositionOf(ReplicaFolder replica, int batch)
    {
        byte[] content = _files.ContentOf(SegmentOf(replica));
        long at = 0;
        while (true)
        {
            Vicinity.Records.RecordBatchHeader.TryRead(content.AsSpan((int)at), out Vicinity.Records.RecordBatchHeader header);
            if (header.LastOffsetDelta >= 0 && header.BaseOffset == batch) return at;
            at += header.SizeInBytes;
        }
    }

    private void Damage(ReplicaFolder replica, int batch, int byteOfBatch) => _files.FlipBit(SegmentOf(replica), PositionOf(replica, batch) + byteOfBatch, 3);

    private PartitionLog Repair()
    {
        ReplicaReport report = DataCheck.Run(_files, Root).Replicas[0];
        using DataFolder folder = DataFolder.Open(_files, Root);
        string aside = LogRepair.Repair(folder, report, report.Replica!, new Voter(1, report.Replica!.Id), TimeProvider.System);
        _files.FolderExists(aside).ShouldBeTrue();
        ReplicaFolder repaired = folder.EnumerateReplicas().ShouldHaveSingleItem();
        repaired.Id.ShouldBe(report.Replica.Id);
        return PartitionLog.Open(_files, repaired.Path, new LogOptions(), folder.Votes.BoundOf(repaired.Id), TimeProvider.System);
    }
}
