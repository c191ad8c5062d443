using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class TruncateTests
{
    private static readonly Guid s_replica = Guid.Parse("33333333-3333-3333-3333-333333333333");
    private static readonly LogOptions s_small = new() { SegmentBytes = 1024, IndexIntervalBytes = 64 };

    [Fact]
    public void A_cut_at_any_position_leaves_exactly_what_stands_before_it()
    {
        var ends = new List<LogPosition> { LogPosition.Zero };
        using (PartitionLog log = Logs.Open(new SimulatedFileSystem(), s_small)) Fill(log, ends);
        for (int i = 0; i < ends.Count; i++)
        {
            var files = new SimulatedFileSystem();
            using (PartitionLog log = Logs.Open(files, s_small))
            {
                Fill(log, []);
                log.Truncate(ends[i], _ => { });
                Check(log, ends, i);
                log.Lead(90);
                log.Append(1).ShouldBe(ends[i].Offset);
                log.Truncate(ends[i], _ => { });
                log.SyncedEnd.ShouldBe(ends[i]);
            }
            using PartitionLog again = Logs.Open(files, s_small, new SyncedBound(ends[i]));
            Check(again, ends, i);
        }
    }

    [Fact]
    public void Markers_at_the_offset_of_the_cut_go_when_their_epoch_is_later()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(1);
        log.Lead();
        log.Lead();
        log.Truncate(new LogPosition(2, 1), _ => { });
        log.Markers.Select(m => m.Epoch).ShouldBe([1, 2]);
        log.Truncate(new LogPosition(1, 1), _ => { });
        log.Markers.Select(m => m.Epoch).ShouldBe([1]);
    }

    [Fact]
    public void A_cut_where_no_entry_ends_is_refused_and_changes_nothing()
    {
        using PartitionLog log = Logs.Led(new SimulatedFileSystem());
        log.Append(3);
        foreach ((int epoch, long offset) in new[] { (1, 2L), (1, 4L), (2, 3L), (0, 3L) })
            Should.Throw<ArgumentException>(() => log.Truncate(new LogPosition(epoch, offset), _ => throw new InvalidOperationException()));
        log.End.ShouldBe(new LogPosition(1, 3));
        log.Append(1);
    }

    [Fact]
    public void Scene_23_a_cut_is_on_disk_before_anything_is_written_behind_it()
    {
        for (ulong seed = 0; seed < 300; seed++)
        {
            var files = new SimulatedFileSystem();
            using (PartitionLog log = Logs.Open(files))
            {
                foreach (int epoch in new[] { 1, 3, 5 })
                {
                    log.Lead(epoch);
                    log.Append(1);
                }
                log.Sync();
                log.Truncate(new LogPosition(1, 1), _ => { });
                log.Lead(2);
                log.Append(1);
            }
            files.LosePower(new Prng(seed));
            using PartitionLog again = Logs.Open(files);
            again.Markers.ShouldAllBe(m => m.Epoch <= 2);
            again.End.ShouldBeOneOf(new LogPosition(1, 1), new LogPosition(2, 1), new LogPosition(2, 2));
        }
    }

    [Fact]
    public void Scene_24_the_bound_is_lowered_before_the_cut_so_a_crash_at_any_step_is_no_loss()
    {
        bool done = false;
        for (int steps = 0; !done; steps++)
        {
            var files = new SimulatedFileSystem();
            DurableFolder.Create(files, "/data");
            using (VoteJournal journal = VoteJournal.Open(files, "/data"))
            using (PartitionLog log = Logs.Led(files))
            {
                log.Append(1);
                log.Append(1);
                log.Sync();
                journal.RecordBounds([(s_replica, log.SyncedBound)]);
                files.StopAfter(steps);
                try
                {
                    log.Truncate(new LogPosition(1, 0), bound => journal.RecordBounds([(s_replica, bound)]));
                    done = true;
                }
                catch (IOException)
                {
                    log.SyncedEnd.ShouldBe(new LogPosition(1, 2));
                }
            }
            files.LosePower(new Prng((ulong)steps));
            using VoteJournal after = VoteJournal.Open(files, "/data");
            using PartitionLog again = Logs.Open(files, bound: after.BoundOf(s_replica));
            again.End.ShouldBeOneOf(done ? [new LogPosition(1, 0)] : [new LogPosition(1, 0), new LogPosition(1, 1), new LogPosition(1, 2)]);
        }
    }

    [Fact]
    public void A_replaced_base_counts_from_its_rename_on_and_a_crash_at_any_step_leaves_one_log_or_the_other()
    {
        var known = new LogBase(new LogPosition(7, 100), [Logs.Alone], ProducerSnapshot.Empty);
        bool done = false;
        int replaced = 0;
        for (int steps = 0; !done; steps++)
        {
            for (ulong seed = 0; seed < 10; seed++)
            {
                var files = new SimulatedFileSystem();
                var bound = new SyncedBound(new LogPosition(1, 10));
                using (PartitionLog log = Logs.Led(files, s_small))
                {
                    for (int i = 0; i < 10; i++) log.Append(1, 200);
                    log.Sync();
                    files.StopAfter(steps);
                    try
                    {
                        log.ReplaceBase(known, lowered => bound = lowered);
                        files.StopAfter(int.MaxValue);
                        done = true;
                        log.End.ShouldBe(known.Position);
                        log.Voters.ShouldBe([Logs.Alone]);
                        log.Lead(8);
                        log.Append(1).ShouldBe(100);
                        log.Read(100, 1000, 101, true).IsEmpty.ShouldBeFalse();
                        log.Sync();
                    }
                    catch (IOException)
                    {
                        // stopped on the way
                    }
                }
                files.LosePower(new Prng(seed));
                using PartitionLog again = Logs.Open(files, s_small, bound);
                if (done) again.End.ShouldBe(new LogPosition(8, 101));
                else again.End.ShouldBeOneOf(new LogPosition(1, 10), known.Position);
                if (again.Base.Position == known.Position) replaced++;
                else again.ReadAll().Count.ShouldBe(10);
            }
        }
        replaced.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_base_travels_as_bytes_with_voters_and_producers()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Led(files);
        log.Append(Batches.Of(3, producerId: 5, producerEpoch: 1, baseSequence: 10), 1);
        log.Roll();
        log.Append(1);
        log.DeleteSegments(new RetentionLimits(null, 0), 4, 0);
        byte[] bytes = log.Base.ToBytes();
        LogBase read = LogBase.FromBytes(bytes);
        read.Position.ShouldBe(new LogPosition(1, 3));
        read.Voters.ShouldBe([Logs.Alone]);
        read.Producers.Count.ShouldBe(1);
        for (int i = 16; i < bytes.Length; i++)
        {
            bytes[i] ^= 4;
            Should.Throw<InvalidDataException>(() => LogBase.FromBytes(bytes));
            bytes[i] ^= 4;
        }
        using PartitionLog other = Logs.Open(new SimulatedFileSystem());
        other.ReplaceBase(read, _ => { });
        other.Producers.Count.ShouldBe(1);
        other.AppendEntries(log.ReadEntries(other.End, 1000, log.End).ToArray(), 1).ShouldBe(log.End);
    }

    private static void Fill(PartitionLog log, List<LogPosition> ends)
    {
        for (int i = 0; i < 30; i++)
        {
            if (i % 4 == 0)
            {
                log.Lead();
                ends.Add(log.End);
            }
            log.Append(2, 40);
            ends.Add(log.End);
        }
        log.Sync();
    }

    private static void Check(PartitionLog log, List<LogPosition> ends, int last)
    {
        log.End.ShouldBe(ends[last]);
        log.ReadAll().Count.ShouldBe(Enumerable.Range(1, last).Count(i => ends[i].Offset > ends[i - 1].Offset));
        log.Markers.Count.ShouldBe(Enumerable.Range(1, last).Count(i => ends[i].Offset == ends[i - 1].Offset));
    }
}
