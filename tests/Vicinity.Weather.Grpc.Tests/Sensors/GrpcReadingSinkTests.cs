using System.Diagnostics;

namespace Vicinity.Weather.Grpc.Tests;

public sealed class GrpcReadingSinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_send_ends_at_once_and_the_sink_can_be_used_again(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        Server server = await plant.AddServerAsync();
        server.Hold();
        GrpcReadingSink sink = plant.Sink(streams);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<SendOutcome> sent = sink.SendAsync([Readings.Air("s1", 1)], given.Token);
        await server.Held.WaitAsync(Cancel);

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sent);
        server.Release();
        (await sink.SendAsync([Readings.Air("s1", 1)], Cancel)).Taken.ShouldBe(1);
        plant.Store.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_answered_within_the_deadline_has_no_outcome(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 0);
        Server server = await plant.AddServerAsync();
        server.Hold();

        await Should.ThrowAsync<TransportException>(() => plant.Sink(streams, new GrpcSensorOptions { DeadlineMs = 200 }).SendAsync([Readings.Air("s1", 1)], Cancel));

        plant.Store.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_refused_readings_in_many_batches_do_not_block_the_stream(bool streams)
    {
        await using Plant plant = await Plant.StartAsync(servers: 1);
        Reading[] wrong = [.. Enumerable.Range(0, 20_000).Select(i => Readings.Air("s1", i, temperature: 99))];

        SendOutcome outcome = await plant.Sink(streams).SendAsync(streams ? wrong : wrong[..100], Cancel);

        outcome.Refused.Count.ShouldBe(streams ? 20_000 : 100);
    }

    [Fact]
    public void Wrong_settings_are_named() =>
        Should.Throw<ArgumentException>(() => new GrpcReadingSink(new GrpcSensorOptions { Balancers = ["no where"], Batch = 0 })).Message.ShouldBe(
            string.Join(Environment.NewLine, "Balancers: 'no where' is no address of the form http://host:port", "Batch is 0, not between 1 and 10000: a batch is worked on as a whole, and balancers take no larger one"));

    [Theory]
    [InlineData(false, 20_000)]
    [InlineData(true, 500_000)]
    public async Task Readings_are_stored_as_fast_as_it_says(bool streams, int count)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("VICINITY_LONG_TESTS") == "1", "takes long: ./test --long");
        await using Plant plant = await Plant.StartAsync(servers: 2, new BalancerOptions { MostReadingsOfSensor = 10_000_000 });
        GrpcReadingSink sink = plant.Sink(streams, new GrpcSensorOptions { InFlight = streams ? 8 : 32 });
        (await sink.SendAsync(Readings.Many("warm", 1, count / 10), Cancel)).Taken.ShouldBe(count / 10);

        Reading[] readings = Readings.Many("s1", 1, count);
        long began = Stopwatch.GetTimestamp();
        (await sink.SendAsync(readings, Cancel)).Taken.ShouldBe(count);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        TestContext.Current.TestOutputHelper?.WriteLine($"{count / seconds:F0} readings/s, in batches over a stream: {streams}");
        // Far below what an idle machine does, so that it fails for a fault and not for other work that the machine has.
        (count / seconds).ShouldBeGreaterThan(streams ? 5_000 : 200);
    }
}
