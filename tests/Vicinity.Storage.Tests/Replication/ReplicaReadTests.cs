using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage.Tests;

public sealed class ReplicaReadTests
{
    private static readonly LogOptions s_small = new() { SegmentBytes = 2048, IndexIntervalBytes = 128 };

    [Fact]
    public void A_follower_that_fetches_from_its_end_gets_the_very_bytes_markers_included()
    {
        var prng = new Prng(8);
        using PartitionLog leader = Logs.Led(new SimulatedFileSystem(), s_small);
        using PartitionLog follower = Logs.Open(new SimulatedFileSystem(), s_small with { SegmentBytes = 5000 });
        for (int i = 0; i < 300; i++)
        {
            if (prng.Chance(0.1)) leader.Lead();
            else leader.Append(prng.Next(1, 5), prng.Next(1, 100));
            if (prng.Chance(0.4)) FetchOnce(leader, follower, prng.Next(1, 4000));
        }
        while (FetchOnce(leader, follower, 1000))
        {
        }
        follower.End.ShouldBe(leader.End);
        follower.ReadAll().ShouldBe(leader.ReadAll());
        follower.Markers.Select(m => (m.Epoch, m.Offset)).ShouldBe(leader.Markers.Select(m => (m.Epoch, m.Offset)));
    }

    [Fact]
    public void Entries_may_not_pass_the_position_that_bounds_them()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(1);
        log.Lead();
        log.ReadEntries(new LogPosition(1, 1), 1000, new LogPosition(1, 1)).IsEmpty.ShouldBeTrue();
        log.ReadEntries(new LogPosition(1, 0), 1000, new LogPosition(1, 1)).Length.ShouldBe(log.Read(0, 1000, 1, true).Length);
        log.ReadEntries(new LogPosition(1, 1), 1000, new LogPosition(2, 1)).IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void Only_ends_of_entries_are_positions_of_the_log()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(2);
        log.Lead(4);
        log.Append(1);
        foreach ((int epoch, long offset) in new[] { (0, 0L), (1, 0L), (1, 2L), (4, 2L), (4, 3L) }) log.HasPosition(new LogPosition(epoch, offset)).ShouldBeTrue();
        foreach ((int epoch, long offset) in new[] { (1, 1L), (1, 3L), (2, 2L), (4, 1L), (4, 4L), (5, 3L) }) log.HasPosition(new LogPosition(epoch, offset)).ShouldBeFalse($"({epoch}, {offset})");
    }

    [Fact]
    public void A_replica_whose_position_is_unknown_is_told_where_its_epoch_ends_here()
    {
        using PartitionLog log = Logs.Open(new SimulatedFileSystem());
        log.Lead(2);
        log.Append(2);
        log.Lead(5);
        log.Append(2);
        Answer(log, 1, 0).ShouldBe((ReplicaReadKind.Diverging, new LogPosition(0, 0)));
        Answer(log, 3, 7).ShouldBe((ReplicaReadKind.Diverging, new LogPosition(2, 2)));
        Answer(log, 2, 9).ShouldBe((ReplicaReadKind.Diverging, new LogPosition(2, 2)));
        Answer(log, 9, 9).ShouldBe((ReplicaReadKind.Diverging, new LogPosition(5, 4)));
        Answer(log, 5, 3).ShouldBe((ReplicaReadKind.Diverging, new LogPosition(5, 4)));
    }

    [Fact]
    public void A_replica_before_the_base_is_told_to_start_there()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(2);
        log.Roll();
        log.Append(2);
        log.DeleteSegments(new RetentionLimits(null, 0), 4, 0);
        Answer(log, 1, 0).ShouldBe((ReplicaReadKind.Start, new LogPosition(1, 2)));
        Answer(log, 0, 5).ShouldBe((ReplicaReadKind.Start, new LogPosition(1, 2)));
        Answer(log, 1, 2).Item1.ShouldBe(ReplicaReadKind.Entries);
    }

    [Fact]
    public void Scene_22_a_position_inside_an_emptied_batch_is_one_that_the_log_has()
    {
        using PartitionLog leader = Logs.Led(new SimulatedFileSystem());
        using PartitionLog behind = Logs.Open(new SimulatedFileSystem());
        FetchOnce(leader, behind, 10_000);
        for (int i = 0; i < 4; i++)
        {
            leader.Append(Batches.Keyed(Batches.Noon, CompressionCodec.None, ("k", "v")), 1);
            if (i < 2) FetchOnce(leader, behind, 10_000);
            if (i == 2) leader.Roll();
        }
        leader.Compact(4, Batches.Noon, new CompactionOptions { MinCleanableDirtyRatio = 0 }).HasEffect.ShouldBeTrue();
        leader.ReadAll().Select(h => (h.BaseOffset, h.LastOffset)).ShouldBe([(0, 2), (3, 3)]);

        behind.End.ShouldBe(new LogPosition(1, 2));
        leader.HasPosition(behind.End).ShouldBeTrue();
        byte[] answer = leader.ReadEntries(behind.End, 10_000, leader.End).ToArray();
        Batches.HeadersIn(answer).Select(h => (h.BaseOffset, h.LastOffset, h.RecordCount)).ShouldBe([(2, 2, 0)]);
        while (FetchOnce(leader, behind, 10_000))
        {
        }
        behind.End.ShouldBe(leader.End);
    }

    [Fact]
    public void Entries_that_do_not_continue_the_log_are_refused_whole()
    {
        using PartitionLog leader = Logs.Led(new SimulatedFileSystem());
        leader.Append(2);
        leader.Lead(3);
        leader.Append(2);
        byte[] entries = leader.ReadEntries(LogPosition.Zero, 10_000, leader.End).ToArray();
        using PartitionLog follower = Logs.Open(new SimulatedFileSystem());
        Should.Throw<InvalidDataException>(() => follower.AppendEntries(entries, 2)).Message.ShouldContain("at most 2");
        Should.Throw<InvalidDataException>(() => follower.AppendEntries(entries.AsSpan()[..^1], 3));
        byte[] damaged = (byte[])entries.Clone();
        damaged[^1] ^= 1;
        Should.Throw<InvalidDataException>(() => follower.AppendEntries(damaged, 3)).Message.ShouldContain("checksum");
        Should.Throw<InvalidDataException>(() => follower.AppendEntries(leader.Base.ToBytes(), 3));
        follower.End.ShouldBe(LogPosition.Zero);
        follower.AppendEntries(entries, 3).ShouldBe(new LogPosition(3, 4));
        Should.Throw<InvalidDataException>(() => follower.AppendEntries(entries, 3));
    }

    private static (ReplicaReadKind, LogPosition) Answer(PartitionLog log, int epoch, long offset)
    {
        ReplicaRead read = log.ReadEntries(new LogPosition(epoch, offset), 1000, log.End);
        return (read.Kind, read.Position);
    }

    private static bool FetchOnce(PartitionLog leader, PartitionLog follower, int maxBytes)
    {
        ReplicaRead read = leader.ReadEntries(follower.End, maxBytes, leader.End);
        read.Kind.ShouldBe(ReplicaReadKind.Entries);
        if (read.IsEmpty) return false;
        byte[] bytes = read.ToArray();
        follower.AppendEntries(bytes, leader.LastEpoch);
        return true;
    }
}
