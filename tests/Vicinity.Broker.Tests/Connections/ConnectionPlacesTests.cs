namespace Vicinity.Broker.Tests;

public sealed class ConnectionPlacesTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void Whoever_has_been_silent_since_it_was_made_gives_way_to_a_newcomer_the_oldest_first()
    {
        var places = new ConnectionPlaces(2, _clock);
        Holder speaks = Enter(places);
        Holder silent = Enter(places);
        places.Spoke(speaks, isNode: false);
        _clock.Advance(ConnectionPlaces.SilenceAllowed);

        var newcomer = new Holder();
        places.TryEnter(newcomer, isFull: false, out bool onTrial).ShouldBeTrue();

        onTrial.ShouldBeFalse();
        silent.Reason.ShouldNotBeNull().ShouldContain("said nothing");
        speaks.Reason.ShouldBeNull();
    }

    [Fact]
    public void A_node_gets_in_when_all_places_are_taken_by_clients()
    {
        ConnectionPlaces places = Full(10);

        var node = new Holder();
        places.TryEnter(node, isFull: false, out bool onTrial).ShouldBeTrue();
        onTrial.ShouldBeTrue();
        places.Spoke(node, isNode: true);
        _clock.Advance(TimeSpan.FromHours(1));
        places.Look();

        node.Reason.ShouldBeNull();
    }

    [Fact]
    public void A_client_among_the_places_for_nodes_goes_when_it_speaks_or_says_nothing()
    {
        ConnectionPlaces places = Full(10);
        Holder speaks = Enter(places);
        Holder silent = Enter(places);

        places.Spoke(speaks, isNode: false);
        speaks.Reason.ShouldNotBeNull().ShouldContain("kept for nodes");
        _clock.Advance(ConnectionPlaces.Trial);
        places.Look();

        silent.Reason.ShouldNotBeNull();
    }

    [Fact]
    public void A_flood_of_connections_keeps_no_node_out()
    {
        ConnectionPlaces places = Full(10);
        for (int i = 0; i < 1000; i++) Enter(places);

        Holder node = Enter(places);
        for (int i = 0; i < ConnectionPlaces.KeptForNodes - 1; i++) Enter(places);

        node.Reason.ShouldBeNull();
        places.Spoke(node, isNode: true);
        for (int i = 0; i < 1000; i++) Enter(places);
        node.Reason.ShouldBeNull();
    }

    [Fact]
    public void Places_for_nodes_are_bounded_whoever_says_to_be_one()
    {
        ConnectionPlaces places = Full(10);
        for (int i = 0; i < ConnectionPlaces.KeptForNodes; i++) places.Spoke(Enter(places), isNode: true);

        places.TryEnter(new Holder(), isFull: false, out _).ShouldBeFalse();
    }

    [Fact]
    public void What_is_left_can_be_taken_again()
    {
        var places = new ConnectionPlaces(1, _clock);
        for (int i = 0; i < 100; i++)
        {
            var holder = new Holder();
            places.TryEnter(holder, isFull: false, out bool onTrial).ShouldBeTrue();
            onTrial.ShouldBeFalse();
            if (i % 2 == 0) places.Spoke(holder, isNode: i % 4 == 0);
            places.Leave(holder);
        }
    }

    private ConnectionPlaces Full(int most)
    {
        var places = new ConnectionPlaces(most, _clock);
        for (int i = 0; i < most; i++) places.Spoke(Enter(places), isNode: false);
        return places;
    }

    private static Holder Enter(ConnectionPlaces places)
    {
        var holder = new Holder();
        places.TryEnter(holder, isFull: false, out _).ShouldBeTrue();
        return holder;
    }

    private sealed class Holder : IPlaceHolder
    {
        public string? Reason { get; private set; }

        public void GiveWay(string reason) => Reason = reason;
    }
}
