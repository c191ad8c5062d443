using Vicinity.Model;

namespace Vicinity.Simulation.Tests;

public sealed class LogFileTests
{
    private static readonly LogEntry s_m1 = LogEntry.Marker(1, 0, 0, []);
    private static readonly LogEntry s_a = LogEntry.Batch(1, 0, 1, 0, 0, 0, "a");
    private static readonly LogEntry s_b = LogEntry.Batch(1, 1, 2, 0, 0, 1, "b");
    private readonly LogFile _file = new(LogBase.Newcomer);

    [Fact]
    public void What_was_synced_survives_a_power_cut_whatever_its_chance()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var file = new LogFile(LogBase.Newcomer);
            Write(file, s_m1, s_a);
            file.CompleteSync(file.Mark);
            file.DurableEnd.ShouldBe(new LogPosition(1, 1));
            file.Append(s_b);
            file.LosePower(new Prng(seed));
            file.Recover(sync: true).Entries.Take(2).ShouldBe([s_m1, s_a]);
        }
    }

    [Fact]
    public void A_power_cut_keeps_any_part_of_what_was_under_way_and_recovery_keeps_what_continues_the_chain()
    {
        var ends = new HashSet<int>();
        for (ulong seed = 0; seed < 200; seed++)
        {
            var file = new LogFile(LogBase.Newcomer);
            Write(file, s_m1, s_a, s_b);
            file.LosePower(new Prng(seed));
            SimulatedLog log = file.Recover(sync: true);
            log.Entries.ShouldBe(new[] { s_m1, s_a, s_b }.Take(log.Entries.Count));
            ends.Add(log.Entries.Count);
        }
        ends.Order().ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void A_killed_process_leaves_everything_that_it_had_written_and_recovery_syncs_it()
    {
        Write(_file, s_m1, s_a);
        _file.Recover(sync: true).Entries.ShouldBe([s_m1, s_a]);
        _file.DurableEnd.ShouldBe(new LogPosition(1, 1));
    }

    [Fact]
    public void A_sync_covers_what_was_written_before_it_began()
    {
        Write(_file, s_m1, s_a);
        long mark = _file.Mark;
        _file.Append(s_b);
        _file.CompleteSync(mark);
        _file.DurableEnd.ShouldBe(new LogPosition(1, 1));
        _file.CompleteSync(mark);
        _file.HasPending.ShouldBeTrue();
    }

    [Fact]
    public void After_a_failed_sync_reads_show_what_the_disk_never_gets()
    {
        Write(_file, s_m1, s_a, s_b);
        _file.FailSync(new Prng(3));
        _file.CompleteSync(_file.Mark);
        _file.DurableEnd.ShouldBeLessThan(new LogPosition(1, 3));
    }

    [Fact]
    public void A_cut_that_is_not_synced_lets_old_entries_continue_new_ones()
    {
        // Scene 23: [m1 a m3 d m5 e] is cut to [m1 a], then m2 and c are written where m3 and d lay.
        LogEntry m5 = LogEntry.Marker(5, 2, 2, []);
        LogEntry e = LogEntry.Batch(5, 2, 1, 2, 2, 0, "e");
        var resurrected = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var file = new LogFile(LogBase.Newcomer);
            Write(file, s_m1, s_a, LogEntry.Marker(3, 1, 1, []), LogEntry.Batch(3, 1, 1, 1, 1, 0, "d"), m5, e);
            file.CompleteSync(file.Mark);
            file.Cut(2);
            Write(file, LogEntry.Marker(2, 1, 0, []), LogEntry.Batch(2, 1, 1, 0, 0, 1, "c"));
            file.LosePower(new Prng(seed));
            SimulatedLog log = file.Recover(sync: true);
            if (log.Entries.Count > 3 && log.Entries[2].Epoch == 2 && log.Entries.Contains(e)) resurrected++;
        }
        resurrected.ShouldBeGreaterThan(0, "this is why a cut is synced before the next write (rule D6)");

        for (ulong seed = 0; seed < 200; seed++)
        {
            var file = new LogFile(LogBase.Newcomer);
            Write(file, s_m1, s_a, LogEntry.Marker(3, 1, 1, []), LogEntry.Batch(3, 1, 1, 1, 1, 0, "d"), m5, e);
            file.CompleteSync(file.Mark);
            file.Cut(2);
            file.CompleteSync(file.Mark);
            Write(file, LogEntry.Marker(2, 1, 0, []), LogEntry.Batch(2, 1, 1, 0, 0, 1, "c"));
            file.LosePower(new Prng(seed));
            file.Recover(sync: true).Entries.ShouldNotContain(e);
        }
    }

    [Fact]
    public void A_base_replaces_everything_at_once()
    {
        Write(_file, s_m1, s_a);
        var @base = new LogBase(new LogPosition(4, 9), [], new ProducerTable());
        _file.TakeBase(@base);
        _file.LosePower(new Prng(1));
        _file.Recover(sync: true).Base.ShouldBe(new LogPosition(4, 9));
        _file.DurableEnd.ShouldBe(new LogPosition(4, 9));
    }

    [Fact]
    public void Rot_shortens_what_is_found_and_is_known_as_such()
    {
        Write(_file, s_m1, s_a, s_b);
        _file.CompleteSync(_file.Mark);
        _file.Rot(new Prng(1)).ShouldBeTrue();
        _file.IsRotten.ShouldBeTrue();
        _file.HeldEnd.ShouldBe(new LogPosition(1, 3));
        _file.DurableEnd.ShouldBeLessThan(new LogPosition(1, 3));
    }

    [Fact]
    public void A_vote_under_way_is_there_after_a_power_cut_or_is_not_but_never_in_part()
    {
        var seen = new HashSet<(int, Voter?)>();
        var voter = new Voter(2, new Guid(1, 2, 3, new byte[8]));
        for (ulong seed = 0; seed < 40; seed++)
        {
            var record = new VoteRecord();
            record.Write(1, null);
            record.CompleteSync();
            record.Write(2, voter);
            record.LosePower(new Prng(seed));
            seen.Add((record.Epoch, record.Voted));
        }
        seen.ShouldBe([(1, null), (2, voter)], ignoreOrder: true);
    }

    private static void Write(LogFile file, params LogEntry[] entries)
    {
        foreach (LogEntry entry in entries) file.Append(entry);
    }
}
