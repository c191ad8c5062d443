using Vicinity.Model;

namespace Vicinity.Simulation.Tests;

public sealed class SimulatedLogTests
{
    private static readonly Voter s_anna = new(0, new Guid(1, 0, 0, new byte[8]));
    private static readonly Voter s_ben = new(1, new Guid(2, 0, 0, new byte[8]));

    private readonly SimulatedLog _log = new(LogBase.First([s_anna]),
    [
        LogEntry.Marker(1, 0, 0, [s_anna]),
        LogEntry.Batch(1, 0, 2, 0, 0, 0, "a"),
        LogEntry.Marker(3, 2, 0, [s_anna, s_ben]),
        LogEntry.Batch(3, 2, 1, 0, 0, 2, "b"),
    ]);

    [Fact]
    public void Positions_are_those_where_an_entry_ends()
    {
        foreach ((int epoch, long offset, bool has) in new[] { (0, 0L, true), (1, 0L, true), (1, 1L, false), (1, 2L, true), (3, 2L, true), (3, 3L, true), (2, 2L, false), (3, 4L, false) })
            _log.Has(new LogPosition(epoch, offset)).ShouldBe(has, $"({epoch}, {offset})");
        _log.End.ShouldBe(new LogPosition(3, 3));
        _log.EndOfEpochAtMost(2).ShouldBe(new LogPosition(1, 2));
        _log.EndOfEpochAtMost(9).ShouldBe(new LogPosition(3, 3));
        _log.EndOfEpochAtMost(0).ShouldBe(new LogPosition(0, 0));
    }

    [Fact]
    public void A_cut_brings_the_voters_and_producers_of_before_back()
    {
        _log.Voters.ShouldBe([s_anna, s_ben]);
        _log.Producers.Look(0, 2, out long offset).ShouldBe(ProducerVerdict.Duplicate);
        offset.ShouldBe(2);
        _log.Cut(new LogPosition(1, 2));
        _log.Voters.ShouldBe([s_anna]);
        _log.Producers.Look(0, 2, out _).ShouldBe(ProducerVerdict.New);
        _log.SyncedEnd.ShouldBe(new LogPosition(1, 2));
    }

    [Fact]
    public void A_base_stands_for_what_is_before_it()
    {
        _log.MoveBase(4, _log.BaseBehind(4));
        _log.Base.ShouldBe(new LogPosition(3, 3));
        _log.Voters.ShouldBe([s_anna, s_ben]);
        _log.Producers.Look(0, 0, out long offset).ShouldBe(ProducerVerdict.Duplicate);
        offset.ShouldBe(0);
        _log.EndOfEpochAtMost(2).ShouldBe(new LogPosition(3, 3));
    }

    [Fact]
    public void What_does_not_continue_the_log_is_told()
    {
        _log.WhyNot(LogEntry.Batch(3, 3, 1, 0, 0, 3, "c"), 3).ShouldBeNull();
        _log.WhyNot(LogEntry.Batch(3, 4, 1, 0, 0, 3, "c"), 3).ShouldNotBeNull();
        _log.WhyNot(LogEntry.Batch(4, 3, 1, 0, 0, 3, "c"), 4).ShouldNotBeNull();
        _log.WhyNot(LogEntry.Marker(3, 3, 0, []), 4).ShouldNotBeNull();
        _log.WhyNot(LogEntry.Marker(5, 3, 0, []), 4).ShouldNotBeNull();
        _log.WhyNot(LogEntry.Marker(4, 3, 0, []), 4).ShouldBeNull();
    }

    [Fact]
    public void Five_batches_of_a_producer_are_remembered()
    {
        var table = new ProducerTable();
        table.Look(7, 3, out _).ShouldBe(ProducerVerdict.OutOfOrder);
        for (int i = 0; i < 6; i++) table.Append(LogEntry.Batch(1, i, 1, 0, 7, i, "x"));
        table.Look(7, 0, out _).ShouldBe(ProducerVerdict.TooOld);
        table.Look(7, 1, out long offset).ShouldBe(ProducerVerdict.Duplicate);
        offset.ShouldBe(1);
        table.Look(7, 6, out _).ShouldBe(ProducerVerdict.New);
        table.Look(7, 7, out _).ShouldBe(ProducerVerdict.OutOfOrder);
    }

    [Fact]
    public void A_log_is_drawn_as_the_specification_draws_it()
    {
        _log.SyncedEnd = new LogPosition(3, 2);
        Drawing.Of(_log).ShouldBe("[m1 a | m3 b*]");
        _log.MoveBase(2, _log.BaseBehind(2));
        Drawing.Of(_log).ShouldBe("[(1, 2)~ m3 b*]");
        new[] { 0, 25, 26, 701, 702 }.Select(Drawing.BatchName).ShouldBe(["a", "z", "aa", "zz", "aaa"]);
    }
}
