using Vicinity.Model;

namespace Vicinity.Broker.Tests;

public sealed class ClusterEventsTests
{
    private readonly HandClock _time = new();

    [Fact]
    public void Events_are_numbered_in_the_order_in_which_they_were_recorded()
    {
        var events = new ClusterEvents(_time);
        events.Record(new(ClusterEventKind.NodeLost) { NodeId = 3 });
        _time.Advance(TimeSpan.FromSeconds(1));
        events.Record(new(ClusterEventKind.NodeBack) { NodeId = 3 });

        (IReadOnlyList<ClusterEvent> all, long next) = events.From(0, 100);

        all.Select(e => (e.Sequence, e.Kind, e.Time.Second)).ShouldBe([(0L, ClusterEventKind.NodeLost, 0), (1L, ClusterEventKind.NodeBack, 1)]);
        next.ShouldBe(2);
        events.From(next, 100).Events.ShouldBeEmpty();
    }

    [Fact]
    public void The_oldest_events_make_room_and_who_asks_for_them_gets_those_that_are_left()
    {
        var events = new ClusterEvents(_time, capacity: 3);
        for (int i = 0; i < 5; i++) events.Record(new(ClusterEventKind.NodeLost) { NodeId = i });

        events.From(0, 100).Events.Select(e => e.NodeId).ShouldBe([2, 3, 4]);
        events.From(4, 100).Events.Select(e => e.NodeId).ShouldBe([4]);
    }

    [Theory]
    [InlineData(-5L)]
    [InlineData(long.MaxValue)]
    public void Any_number_may_be_asked_from(long from) => new ClusterEvents(_time).From(from, int.MaxValue).ShouldSatisfyAllConditions(a => a.Events.ShouldBeEmpty(), a => a.Next.ShouldBe(0));

    [Fact]
    public void A_page_ends_after_so_many_events_and_says_where_to_go_on()
    {
        var events = new ClusterEvents(_time);
        for (int i = 0; i < 5; i++) events.Record(new(ClusterEventKind.NodeLost) { NodeId = i });

        (IReadOnlyList<ClusterEvent> page, long next) = events.From(1, 2);

        page.Select(e => e.NodeId).ShouldBe([1, 2]);
        next.ShouldBe(3);
    }

    [Fact]
    public void A_partition_that_refuses_write_after_write_is_recorded_once_in_five_seconds()
    {
        var events = new ClusterEvents(_time);
        for (int i = 0; i < 100; i++) events.Record(new(ClusterEventKind.WriteRefused) { Topic = "t", Partition = i % 2 });
        _time.Advance(TimeSpan.FromSeconds(5));
        events.Record(new(ClusterEventKind.WriteRefused) { Topic = "t", Partition = 0 });

        events.From(0, 100).Events.Select(e => e.Partition).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public void A_long_reason_is_cut()
    {
        var events = new ClusterEvents(_time);
        events.Record(new(ClusterEventKind.DiskFailed) { Detail = new string('x', 5000) });

        events.From(0, 1).Events[0].Detail!.Length.ShouldBe(200);
    }
}
