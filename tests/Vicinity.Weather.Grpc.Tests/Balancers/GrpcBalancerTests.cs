using Grpc.Core;
using Grpc.Net.Client;

namespace Vicinity.Weather.Grpc.Tests;

public sealed class GrpcBalancerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Readings_of_each_kind_go_from_a_sensor_over_the_balancer_to_a_server_and_are_stored(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        GrpcReadingSink sink = plant.Sink(streams);

        SendOutcome outcome = await sink.SendAsync([Readings.Air("s1", 1), Readings.Pollution("s1", 2), Readings.Wind("s1", 3)], Cancel);

        (outcome.Taken, outcome.Refused.Count, outcome.RetryAfter).ShouldBe((3, 0, null));
        plant.Store.Count.ShouldBe(3);
        IReadOnlyList<Coefficient> air = await plant.Store.ReadAsync(ReadingKind.Air, 0, long.MaxValue, Cancel);
        air.ShouldHaveSingleItem().Reading.ShouldSatisfyAllConditions(r => r.Temperature.ShouldBe(20.5), r => r.Humidity.ShouldBe(40.25), r => r.Place.ShouldBe("lab"), r => r.Number.ShouldBe(1));
    }

    [Fact]
    public async Task Round_robin_gives_each_server_the_same_share()
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        Server[] servers = [await plant.AddServerAsync(), await plant.AddServerAsync(), await plant.AddServerAsync()];

        (await plant.Sink(streams: false, new GrpcSensorOptions { InFlight = 1 }).SendAsync(Readings.Many("s1", 1, 30), Cancel)).Taken.ShouldBe(30);

        servers.Select(s => s.Handled).ShouldBe([10, 10, 10]);
    }

    [Fact]
    public async Task Least_outstanding_leaves_out_a_server_that_has_calls_in_hand()
    {
        await using Plant plant = await Plant.StartAsync(servers: 0, new BalancerOptions { HeartbeatMs = 3_000, Policy = BalancingPolicy.LeastOutstanding });
        Server busy = await plant.AddServerAsync();
        busy.Hold();
        Task<SendOutcome> first = plant.Sink(streams: false).SendAsync([Readings.Air("s1", 1)], Cancel);
        await busy.Held.WaitAsync(Cancel);
        Server idle = await plant.AddServerAsync();

        (await plant.Sink(streams: false, new GrpcSensorOptions { InFlight = 1 }).SendAsync(Readings.Many("s2", 1, 20), Cancel)).Taken.ShouldBe(20);

        (busy.Handled, idle.Handled).ShouldBe((1, 20));
        busy.Release();
        (await first).Taken.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reading_in_the_hands_of_a_server_that_dies_goes_to_another_one_and_counts_once(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        await using var relay = new Relay();
        Server dying = await plant.AddServerAsync(relay: relay);
        dying.Hold();
        Task<SendOutcome> sent = plant.Sink(streams).SendAsync([Readings.Air("s1", 1)], Cancel);
        await dying.Held.WaitAsync(Cancel);
        Server other = await plant.AddServerAsync();

        relay.Cut();

        (await sent).Taken.ShouldBe(1);
        (other.Handled, plant.Store.Count).ShouldBe((1, 1));
        dying.Release(); // It did store it, after all.
        await Soon.IsTrueAsync(() => dying.Handled == 1, "the dead one's handler ran");
        plant.Store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reading_at_a_slow_server_goes_to_another_one_within_its_deadline()
    {
        await using Plant plant = await Plant.StartAsync(servers: 0, new BalancerOptions { HeartbeatMs = 3_000, AttemptMs = 1_500 });
        Server slow = await plant.AddServerAsync();
        Server quick = await plant.AddServerAsync();
        slow.Hold();

        SendOutcome outcome = await plant.Sink(streams: false, new GrpcSensorOptions { InFlight = 4, DeadlineMs = 15_000 }).SendAsync(Readings.Many("s1", 1, 4), Cancel);

        outcome.Taken.ShouldBe(4);
        quick.Handled.ShouldBe(4);
        plant.Balancers[0].Status.Moved.ShouldBeGreaterThan(0);
        plant.Store.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_server_that_stops_or_is_not_well_gets_no_calls()
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        Server stopping = await plant.AddServerAsync();
        Server sick = await plant.AddServerAsync();
        Server well = await plant.AddServerAsync();

        await stopping.DisposeAsync();
        sick.Problem = "its store is away";

        await Soon.IsTrueAsync(() => plant.Balancers[0].Status.Servers.Count(s => s.IsServing) == 1, "one server serves");
        (await plant.Sink(streams: false).SendAsync(Readings.Many("s1", 1, 10), Cancel)).Taken.ShouldBe(10);
        well.Handled.ShouldBe(10);
        plant.Balancers[0].Status.Failed.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Overload_is_told_to_the_sensor_with_the_time_to_wait_and_nothing_is_queued(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        Server server = await plant.AddServerAsync(new GrpcServerOptions { Concurrency = 1 });
        server.Hold();
        Task<SendOutcome> first = plant.Sink(streams).SendAsync([Readings.Air("s1", 1)], Cancel);
        await server.Held.WaitAsync(Cancel);
        GrpcReadingSink sink = plant.Sink(streams);

        SendOutcome refused = await sink.SendAsync(Readings.Many("s2", 1, 3), Cancel);

        (refused.Taken, refused.Refused.Count).ShouldBe((0, 0));
        refused.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        plant.Balancers[0].Status.Overloaded.ShouldBeGreaterThan(0);
        server.Handled.ShouldBe(1);
        server.Release();
        (await first).Taken.ShouldBe(1);
        (await sink.SendAsync([Readings.Air("s2", 1)], Cancel)).Taken.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sensors_go_on_with_the_next_balancer_when_theirs_is_gone(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        await plant.AddBalancerAsync();
        await plant.AddServerAsync();
        GrpcReadingSink sink = plant.Sink(streams);
        (await sink.SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);
        sink.Balancer.ShouldBe(plant.Balancers[0].Address);

        await plant.Balancers[0].DisposeAsync();

        (await sink.SendAsync([Readings.Air("s1", 2)], Cancel)).Taken.ShouldBe(1);
        (sink.Balancer, plant.Store.Count).ShouldBe((plant.Balancers[1].Address, 2));
    }

    [Fact]
    public async Task A_server_finds_a_balancer_that_comes_back()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        string address = plant.Balancers[0].Address;
        await plant.Balancers[0].DisposeAsync();

        GrpcBalancer back = await plant.AddBalancerAsync(new BalancerOptions { Listen = new GrpcListenOptions { Listen = new Uri(address).Authority } });

        await Soon.IsTrueAsync(() => back.Status.Servers.Any(s => s.IsServing), "the server is registered again");
        (await plant.Sink(streams: false).SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whether_readings_are_stored_is_said_to_be_unknown_when_no_server_is_there(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);

        var away = await Should.ThrowAsync<TransportException>(() => plant.Sink(streams).SendAsync([Readings.Air("s1", 1)], Cancel));

        away.Message.ShouldContain("no compute server is registered and well");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_is_away_is_no_outcome_and_the_same_readings_are_stored_later_once(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 2);
        GrpcReadingSink sink = plant.Sink(streams);
        plant.Store.IsAway = true;
        (await Should.ThrowAsync<TransportException>(() => sink.SendAsync(Readings.Many("s1", 1, 5), Cancel))).Message.ShouldContain("the store is away");

        plant.Store.IsAway = false;

        (await sink.SendAsync(Readings.Many("s1", 1, 5), Cancel)).Taken.ShouldBe(5);
        (await sink.SendAsync(Readings.Many("s1", 1, 5), Cancel)).Taken.ShouldBe(5);
        plant.Store.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_several_readings_the_wrong_ones_are_refused_with_the_reason_and_the_others_are_stored(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);

        SendOutcome outcome = await plant.Sink(streams).SendAsync([Readings.Air("s1", 1), Readings.Air("s1", 2, temperature: 99), Readings.Air("s1", 3, double.NaN), Readings.Air("s1", 4)], Cancel);

        outcome.Taken.ShouldBe(4);
        outcome.Refused.Select(r => r.Number).ShouldBe([2, 3]);
        outcome.Refused[0].Reason.ShouldBe("temperature is 99 and must be from -90 to 60: no air on earth was colder or hotter");
        plant.Store.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_sensor_that_sends_far_too_fast_is_told_to_wait_and_another_one_is_not()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1, new BalancerOptions { HeartbeatMs = 3_000, MostReadingsOfSensor = 10 });

        SendOutcome fast = await plant.Sink(streams: false, new GrpcSensorOptions { InFlight = 1 }).SendAsync(Readings.Many("fast", 1, 1_000), Cancel);

        fast.Taken.ShouldBeInRange(20, 40);
        fast.RetryAfter.ShouldNotBeNull();
        (await plant.Sink(streams: false).SendAsync(Readings.Many("calm", 1, 10), Cancel)).Taken.ShouldBe(10);
    }

    [Fact]
    public async Task A_server_beyond_the_bound_is_refused_and_one_with_a_wrong_address_too()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1, new BalancerOptions { HeartbeatMs = 3_000, MostServers = 1 });
        using GrpcChannel channel = GrpcChannel.ForAddress(plant.Balancers[0].Address);
        var registry = new V1.ServerRegistry.ServerRegistryClient(channel);

        RpcException full = await Should.ThrowAsync<RpcException>(async () => await registry.register_serverAsync(new V1.ServerRegistration { Address = "http://127.0.0.1:9", Capacity = 1 }, cancellationToken: Cancel));
        (full.StatusCode, full.Status.Detail).ShouldBe((StatusCode.ResourceExhausted, "1 servers are registered already, and no more may be: each has a connection"));
        foreach (string address in new[] { "", "file:///etc/passwd", "http://user:secret@127.0.0.1:80", "http://127.0.0.1:80/path", new string('a', 400) })
            (await Should.ThrowAsync<RpcException>(async () => await registry.register_serverAsync(new V1.ServerRegistration { Address = address, Capacity = 1 }, cancellationToken: Cancel))).StatusCode.ShouldBe(StatusCode.InvalidArgument, address);
        (await Should.ThrowAsync<RpcException>(async () => await registry.register_serverAsync(new V1.ServerRegistration { Address = "http://127.0.0.1:9" }, cancellationToken: Cancel))).Status.Detail.ShouldStartWith("the capacity is 0");
    }

    [Fact]
    public async Task A_stream_beyond_the_bound_is_told_to_wait()
    {
        await using Plant plant = await Plant.StartAsync(servers: 1, new BalancerOptions { HeartbeatMs = 3_000, MostStreams = 1 });
        (await plant.Sink(streams: true).SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);

        SendOutcome second = await plant.Sink(streams: true).SendAsync([Readings.Air("s2", 1)], Cancel);

        (second.Taken, second.RetryAfter).ShouldBe((0, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Wrong_settings_are_named_with_their_bounds() =>
        new BalancerOptions { MostOutstanding = 0, Listen = new GrpcListenOptions { Listen = "nowhere" } }.Problems().ShouldBe(
        [
            "Listen is 'nowhere', which is no address with a port, such as 127.0.0.1:5000",
            "MostOutstanding is 0, not between 1 and 1000000: each is held in memory",
        ]);

    [Fact]
    public void A_server_that_listens_everywhere_has_to_say_where_others_reach_it()
    {
        var everywhere = new GrpcServerOptions { Listen = new GrpcListenOptions { Listen = "0.0.0.0:5000" } };

        everywhere.Problems().ShouldBe(["Advertised is missing: Listen is 0.0.0.0:5000, which is no address that others can call"]);
        (everywhere with { Advertised = "http://weather-1:5000" }).Problems().ShouldBeEmpty();
    }
}
