using Vicinity.Model;

namespace Vicinity.Storage.Tests;

public sealed class EpochTests
{
    [Fact]
    public void Epoch_ends_answer_as_the_protocol_says()
    {
        using PartitionLog log = Logs.Open(new SimulatedFileSystem());
        log.Lead(2);
        log.Append(3);
        log.Lead(5);
        log.Lead(6);
        log.Append(2);
        log.EndOffsetForEpoch(-1).ShouldBe(EpochEnd.Unknown);
        log.EndOffsetForEpoch(0).ShouldBe(new EpochEnd(0, 0));
        log.EndOffsetForEpoch(2).ShouldBe(new EpochEnd(2, 3));
        log.EndOffsetForEpoch(3).ShouldBe(new EpochEnd(2, 3));
        log.EndOffsetForEpoch(5).ShouldBe(new EpochEnd(5, 3));
        log.EndOffsetForEpoch(6).ShouldBe(new EpochEnd(6, 5));
        log.EndOffsetForEpoch(7).ShouldBe(EpochEnd.Unknown);
    }

    [Fact]
    public void Epoch_ends_of_a_log_whose_front_is_gone_begin_at_its_base()
    {
        var files = new SimulatedFileSystem();
        using PartitionLog log = Logs.Open(files);
        log.Lead(2);
        log.Append(3);
        log.Lead(4);
        log.Append(1);
        log.Roll();
        log.Append(1);
        log.Lead(7);
        log.Append(1);
        log.DeleteSegments(new RetentionLimits(null, 0), log.End.Offset, 0).ShouldBe(1);
        log.Base.Position.ShouldBe(new LogPosition(4, 4));
        log.Markers.Select(m => m.Epoch).ShouldBe([7]);
        log.EndOffsetForEpoch(2).ShouldBe(new EpochEnd(2, 4));
        log.EndOffsetForEpoch(4).ShouldBe(new EpochEnd(4, 5));
        log.EndOffsetForEpoch(6).ShouldBe(new EpochEnd(4, 5));
        log.EndOffsetForEpoch(7).ShouldBe(new EpochEnd(7, 6));
    }

    [Fact]
    public void The_voters_in_force_are_those_of_the_last_marker_and_a_cut_brings_the_former_back()
    {
        var two = new Voter(2, Guid.NewGuid());
        var files = new SimulatedFileSystem();
        using (PartitionLog log = Logs.Open(files, new LogOptions { FirstVoters = [two] }))
        {
            log.Voters.ShouldBe([two]);
            log.AppendMarker(1, 1, [Logs.Alone], 0);
            log.Append(1);
            log.AppendMarker(2, 2, [Logs.Alone, two], 0);
            log.Voters.ShouldBe([Logs.Alone, two]);
            log.Truncate(new LogPosition(1, 1), _ => { });
            log.Voters.ShouldBe([Logs.Alone]);
        }
        using PartitionLog again = Logs.Open(files);
        again.Voters.ShouldBe([Logs.Alone]);
        again.Markers.ShouldHaveSingleItem().LeaderId.ShouldBe(1);
        again.Truncate(new LogPosition(0, 0), _ => { });
        again.Voters.ShouldBe([two]);
        again.Markers.ShouldBeEmpty();
    }

    [Fact]
    public void A_marker_comes_back_from_disk_as_it_was_written()
    {
        var files = new SimulatedFileSystem();
        Voter[] voters = [.. Enumerable.Range(1, 150).Select(id => new Voter(id, Guid.NewGuid()))];
        EpochMarker written;
        using (PartitionLog log = Logs.Open(files)) written = log.AppendMarker(int.MaxValue, 3, voters, 1234);
        using PartitionLog again = Logs.Open(files);
        EpochMarker read = again.Markers.ShouldHaveSingleItem();
        (read with { Voters = [] }).ShouldBe(written with { Voters = [] });
        read.Voters.ShouldBe(voters);
    }
}
