using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

public sealed class LeadershipEventsTests
{
    private static readonly TopicPartition s_partition = new("t", 0);
    private static readonly Voter[] s_three = [.. Enumerable.Range(1, 3).Select(n => new Voter(n, new Guid(n, 0, 0, new byte[8])))];
    private readonly HandClock _time = new();
    private readonly ClusterEvents _events;
    private readonly LeadershipEvents _leadership;

    public LeadershipEventsTests()
    {
        _events = new ClusterEvents(_time);
        _leadership = new LeadershipEvents(_events, 2, _time);
    }

    [Fact]
    public void An_election_is_told_with_the_old_leader_and_the_time_without_one()
    {
        Note(QuorumRole.Follower, 6, 3);
        Note(QuorumRole.Prospective, 6, -1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Note(QuorumRole.Candidate, 7, -1);
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Note(QuorumRole.Leader, 7, 2, logEnd: 99);

        ClusterEvent told = Told().ShouldHaveSingleItem();
        (told.Kind, told.NodeId, told.OtherNodeId, told.Epoch, told.Offset, told.Duration).ShouldBe((ClusterEventKind.LeaderElected, 2, 3, 7, 99L, TimeSpan.FromMilliseconds(140)));
        told.Text.ShouldBe("t-0 elected node 2 in epoch 7 after 140 ms");
    }

    [Fact]
    public void A_first_election_has_no_time_without_a_leader()
    {
        Note(QuorumRole.Unattached, 0, -1);
        Note(QuorumRole.Leader, 1, 2);

        Told().ShouldHaveSingleItem().Duration.ShouldBeNull();
    }

    [Fact]
    public void What_a_leader_says_of_itself_again_is_no_news()
    {
        Note(QuorumRole.Leader, 1, 2);
        Note(QuorumRole.Leader, 1, 2);

        Told().Count.ShouldBe(1);
    }

    [Fact]
    public void A_leader_that_stops_leading_is_told_once()
    {
        Note(QuorumRole.Leader, 1, 2);
        Note(QuorumRole.Unattached, 1, -1);
        Note(QuorumRole.Follower, 2, 3);

        Told().Select(e => (e.Kind, e.Epoch)).ShouldBe([(ClusterEventKind.LeaderElected, 1), (ClusterEventKind.LeaderResigned, 1)]);
    }

    [Fact]
    public void A_leader_that_changes_its_voters_tells_them_and_no_election()
    {
        Note(QuorumRole.Leader, 1, 2, voters: s_three[..2]);
        Note(QuorumRole.Candidate, 2, -1, changing: true, voters: s_three);
        Note(QuorumRole.Leader, 2, 2, voters: s_three);

        Told().Select(e => (e.Kind, e.NodeId, e.Epoch)).ShouldBe([(ClusterEventKind.LeaderElected, 2, 1), (ClusterEventKind.VoterAdded, 3, 2)]);
    }

    private void Note(QuorumRole role, int epoch, int leader, long logEnd = 0, bool changing = false, Voter[]? voters = null) =>
        _leadership.Note(s_partition, new Leadership(role, epoch, leader, false, changing, false, -1), voters ?? s_three, logEnd);

    private IReadOnlyList<ClusterEvent> Told() => _events.From(0, 100).Events;
}
