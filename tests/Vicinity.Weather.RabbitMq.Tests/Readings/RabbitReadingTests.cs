using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Vicinity.Weather.RabbitMq.Tests;

public sealed class RabbitReadingTests(BrokerFixture brokers)
{
    private readonly ConcurrentDictionary<(string Sensor, long Number), int> _store = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends readings as a sensor does: a queue that has just been made may have no leader yet, and refuses what comes until it has.</summary>
    private static async Task SendAllAsync(RabbitReadingSink sink, params Reading[] readings)
    {
        while (readings.Length > 0)
        {
            SendOutcome outcome = await sink.SendAsync(readings, Cancel);
            readings = [.. readings.Skip(outcome.Taken)];
            if (outcome.RetryAfter is { } wait) await Task.Delay(wait, Cancel);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Readings_are_handed_to_servers_that_share_the_queue_and_each_once(int readingsPerMessage)
    {
        RabbitSettings settings = brokers.Settings() with { ReadingsPerMessage = readingsPerMessage, Prefetch = 10, BatchMost = 5 };
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        await using var first = new TestServer(settings, _store);
        await using var second = new TestServer(settings, _store);
        Reading[] readings = [.. Enumerable.Range(0, 500).Select(number => Air("s", number)), new("s", 500, ReadingKind.Pollution, Now, 400.25, 0, "Küche"), new("s", 501, ReadingKind.Wind, Now, 359.5, 3)];
        await SendAllAsync(sink, readings);
        await TestServer.UntilAsync(() => first.Queue.Handled + second.Queue.Handled == readings.Length, "all were handled");
        _store.Count.ShouldBe(readings.Length);
        _store.Values.ShouldAllBe(times => times == 1);
        if (readingsPerMessage == 1)
        {
            first.Queue.Handled.ShouldBeGreaterThan(0);
            second.Queue.Handled.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task A_reading_that_a_server_had_in_hand_when_it_died_goes_to_another_one()
    {
        RabbitSettings settings = brokers.Settings();
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        var inHand = new TaskCompletionSource();
        var dying = new TestServer(settings, _store, after: async cancel =>
        {
            inHand.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        await SendAllAsync(sink, Air("s", 1));
        await inHand.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await dying.DisposeAsync();
        await using var other = new TestServer(settings, _store);
        await TestServer.UntilAsync(() => other.Queue.Handled == 1, "the other one had it");
        // Twice at the store, which counts a reading once by sensor and number.
        _store.ShouldHaveSingleItem().ShouldBe(new(("s", 1), 2));
    }

    [Fact]
    public async Task What_cannot_be_read_or_breaks_the_bounds_is_a_dead_letter_with_the_reason_and_hurts_nothing_else()
    {
        RabbitSettings settings = brokers.Settings();
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        await SendAllAsync(sink, Air("s", 1));
        string good = string.Create(CultureInfo.InvariantCulture, $"{{\"sensor\":\"s\",\"number\":2,\"kind\":\"air\",\"time\":{Now},\"temperature\":20,\"humidity\":40}}");
        foreach (string body in new[] { "poison", good.Replace("20", "\"warm\"", StringComparison.Ordinal).Replace("\"number\":2", "\"number\":3", StringComparison.Ordinal), good.Replace(":40", ":140", StringComparison.Ordinal), good }) await PublishAsync(settings, body);
        await using var server = new TestServer(settings, _store);
        await TestServer.UntilAsync(() => server.Queue.Handled == 2 && server.Queue.Dead == 3, "two were handled and three buried");
        _store.Keys.Order().ShouldBe([("s", 1), ("s", 2)]);
        List<(string Body, string Reason)> dead = await DeadAsync(settings, 3);
        dead.ShouldContain(letter => letter.Body == "poison");
        dead.ShouldContain(letter => letter.Reason.Contains("humidity is 140 and must be from 0 to 100", StringComparison.Ordinal));
        dead.ShouldContain(letter => letter.Body.Contains("warm", StringComparison.Ordinal));
        dead.ShouldAllBe(letter => letter.Reason.Length > 0);
    }

    [Fact]
    public async Task A_reading_on_which_servers_fail_again_and_again_is_a_dead_letter_with_their_reason_and_the_others_are_handled()
    {
        RabbitSettings settings = brokers.Settings() with { DeliveryLimit = 3 };
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        await using var server = new TestServer(settings, _store, before: (readings, _) => readings.Any(reading => reading.Number == 7) ? throw new ArithmeticException("seven cannot be worked out") : Task.CompletedTask);
        await SendAllAsync(sink, [.. Enumerable.Range(0, 20).Select(number => Air("s", number))]);
        await TestServer.UntilAsync(() => server.Queue.Handled == 19 && server.Queue.Dead == 1, "nineteen were handled and one buried");
        (await DeadAsync(settings, 1)).ShouldHaveSingleItem().Reason.ShouldBe("the server failed on it 3 times: seven cannot be worked out");
        _store.Keys.Select(key => key.Number).ShouldNotContain(7);
    }

    [Fact]
    public async Task While_the_store_is_away_readings_wait_and_none_is_buried()
    {
        RabbitSettings settings = brokers.Settings() with { DeliveryLimit = 2, Workers = 1 };
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        int attempts = 0;
        await using var server = new TestServer(settings, _store, before: (_, _) => Interlocked.Increment(ref attempts) <= 5 ? throw new TransportException("the store is away") : Task.CompletedTask);
        await SendAllAsync(sink, Air("s", 1));
        await TestServer.UntilAsync(() => server.Queue.Handled == 1, "it was stored");
        attempts.ShouldBe(6);
        server.Queue.Dead.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_queue_tells_the_sensor_to_wait_and_keeps_what_it_took()
    {
        RabbitSettings settings = brokers.Settings() with { MostQueued = 20 };
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        long sent = 0;
        SendOutcome outcome;
        do
        {
            outcome = await sink.SendAsync([Air("s", sent)], Cancel);
            sent += outcome.Taken;
        }
        while (outcome.RetryAfter is null && sent < 1_000);
        outcome.Taken.ShouldBe(0);
        outcome.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        sent.ShouldBeInRange(20, 100);
        await using var server = new TestServer(settings, _store);
        await TestServer.UntilAsync(() => server.Queue.Handled == sent, "what was taken was handled");
    }

    [Fact]
    public async Task After_the_only_broker_was_killed_and_is_back_every_acknowledged_reading_is_handled()
    {
        await using RabbitBroker broker = await RabbitBroker.StartNewAsync();
        RabbitSettings settings = broker.Settings() with { TimeoutMs = 5_000 };
        await using var server = new TestServer(settings, _store);
        await SendOverAsync(settings, mustFail: true, async _ =>
        {
            await broker.KeptAsync(new RabbitNames(settings).Readings);
            await broker.Nodes[0].KillAsync();
            await broker.Nodes[0].StartAsync();
        });
    }

    [Fact]
    public async Task After_one_of_three_nodes_was_killed_the_others_go_on_and_every_acknowledged_reading_is_handled()
    {
        await using RabbitBroker broker = await RabbitBroker.StartNewAsync(3);
        RabbitSettings settings = broker.Settings() with { TimeoutMs = 10_000 };
        await using var server = new TestServer(settings, _store);
        await SendOverAsync(settings, mustFail: false, async sink =>
        {
            await broker.KeptAsync(new RabbitNames(settings).Readings);
            await broker.Nodes.First(node => node.Port == sink.Port).KillAsync();
        });
    }

    [Fact]
    public async Task A_broker_that_is_away_is_named_with_the_reason()
    {
        var settings = new RabbitSettings { Addresses = "127.0.0.1:1,localhost:1" };
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        string message = (await Should.ThrowAsync<TransportException>(sink.SendAsync([Air("s", 1)], Cancel))).Message;
        message.ShouldStartWith("RabbitMQ cannot be reached: ");
        message.ShouldContain("127.0.0.1:1: ");
        message.ShouldContain("localhost:1: ");
    }

    [Fact]
    public async Task A_foreign_client_sends_readings()
    {
        RabbitSettings settings = brokers.Settings();
        await using var server = new TestServer(settings, _store);
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        await SendAllAsync(sink, [Air("own", 1)]);
        await using Pika pika = Pika.Start(settings, """
            import time
            channel.confirm_delivery()
            for number in range(10):
                reading = {'sensor': 'pika', 'number': number, 'kind': 'air', 'time': int(time.time() * 1000), 'temperature': 20.5, 'humidity': 40.1, 'note': 'unknown to the reader'}
                channel.basic_publish('', prefix + '.readings', json.dumps(reading), pika.BasicProperties(delivery_mode=2, content_type='application/json'), mandatory=True)
            """);
        await pika.EndAsync();
        await TestServer.UntilAsync(() => server.Queue.Handled == 11, "all were handled");
        _store.Keys.Count(key => key.Sensor == "pika").ShouldBe(10);
        server.Queue.Dead.ShouldBe(0);
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static Reading Air(string sensor, long number) => new(sensor, number, ReadingKind.Air, Now, 20.5, 40.25);

    /// <summary>Sends without pause while something happens, and for some time after; then looks for all that was acknowledged.</summary>
    private async Task SendOverAsync(RabbitSettings settings, bool mustFail, Func<RabbitReadingSink, Task> happens)
    {
        await using var sink = new RabbitReadingSink(settings, TimeProvider.System);
        long acknowledged = 0, failed = 0, refused = 0;
        string last = "";
        using var enough = new CancellationTokenSource();
        Task sending = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    SendOutcome outcome = await sink.SendAsync([.. Enumerable.Range(0, 20).Select(i => Air("s", acknowledged + i))], Cancel);
                    Interlocked.Add(ref acknowledged, outcome.Taken);
                    if (outcome.RetryAfter is not { } wait) continue;
                    Interlocked.Increment(ref refused);
                    await Task.Delay(wait, Cancel);
                }
                catch (TransportException away)
                {
                    last = away.Message;
                    Interlocked.Increment(ref failed);
                }
            }
        }, Cancel);
        await TestServer.UntilAsync(() => Interlocked.Read(ref acknowledged) >= 200, "the first were acknowledged");
        await happens(sink);
        if (mustFail) await TestServer.UntilAsync(() => Interlocked.Read(ref failed) > 0, "a call failed");
        long then = Interlocked.Read(ref acknowledged);
        await TestServer.UntilAsync(() => Interlocked.Read(ref acknowledged) >= then + 200, () => $"readings were acknowledged again ({failed} calls failed, {refused} were refused: {last})");
        await enough.CancelAsync();
        await sending;
        await TestServer.UntilAsync(() => Enumerable.Range(0, (int)acknowledged).All(number => _store.ContainsKey(("s", number))), "all acknowledged ones were handled");
    }

    private static async Task PublishAsync(RabbitSettings settings, string body)
    {
        await using IConnection connection = await ConnectAsync(settings);
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancel);
        await channel.BasicPublishAsync("", new RabbitNames(settings).Readings, true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(body), Cancel);
    }

    private static async Task<List<(string Body, string Reason)>> DeadAsync(RabbitSettings settings, int count)
    {
        await using IConnection connection = await ConnectAsync(settings);
        await using IChannel channel = await connection.CreateChannelAsync(null, Cancel);
        List<(string, string)> letters = [];
        for (int attempt = 0; attempt < 200 && letters.Count < count; attempt++)
        {
            if (await channel.BasicGetAsync(new RabbitNames(settings).Dead, autoAck: true, Cancel) is { } letter)
                letters.Add((Encoding.UTF8.GetString(letter.Body.Span), Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers!["reason"]!)));
            else await Task.Delay(50, Cancel);
        }
        return letters;
    }

    private static Task<IConnection> ConnectAsync(RabbitSettings settings) =>
        new ConnectionFactory { Uri = new Uri($"amqp://guest:guest@{settings.Addresses.Split(',')[0]}/") }.CreateConnectionAsync(Cancel);
}
