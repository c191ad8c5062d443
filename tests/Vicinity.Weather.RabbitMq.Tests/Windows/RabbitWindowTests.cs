using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using RabbitMQ.Client;

namespace Vicinity.Weather.RabbitMq.Tests;

public sealed class RabbitWindowTests(BrokerFixture brokers)
{
    private const long Start = 1_700_000_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Windows_reach_every_terminal_and_one_that_was_away_gets_what_it_missed()
    {
        RabbitSettings settings = brokers.Settings();
        await using RabbitWindowSink sink = Sink(settings);
        await using var first = new Terminal(settings, "first");
        var second = new Terminal(settings, "second");
        await first.RegisteredAsync();
        await second.RegisteredAsync();
        await sink.SendAsync([Window(0), Window(1)], 5, Cancel);
        (await first.NextAsync(2)).ShouldBe([Window(0), Window(1)]);
        (await second.NextAsync(2)).ShouldBe([Window(0), Window(1)]);
        await second.DisposeAsync();
        await sink.SendAsync([Window(2)], 5, Cancel);
        await sink.SendAsync([Window(3)], 6, Cancel);
        (await first.NextAsync(2)).ShouldBe([Window(2), Window(3)]);
        await using var again = new Terminal(settings, "second", second.Position);
        (await again.NextAsync(2)).ShouldBe([Window(2), Window(3)]);
    }

    [Fact]
    public async Task A_window_that_a_terminal_had_not_kept_when_it_died_comes_again()
    {
        RabbitSettings settings = brokers.Settings();
        await using RabbitWindowSink sink = Sink(settings);
        await using (var registering = new RabbitWindowFeed(settings, "t", TimeProvider.System)) await registering.RegisterAsync(Cancel);
        await sink.SendAsync([Window(0)], 5, Cancel);
        await using (var dying = new RabbitWindowFeed(settings, "t", TimeProvider.System))
        {
            using var end = new CancellationTokenSource();
            await dying.RunAsync("", async (_, _, cancel) =>
            {
                await end.CancelAsync();
                cancel.ThrowIfCancellationRequested();
            }, end.Token).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        }
        await using var again = new Terminal(settings, "t");
        (await again.NextAsync(1)).ShouldBe([Window(0)]);
    }

    [Fact]
    public async Task A_proxy_whose_term_is_over_is_refused_before_it_sends()
    {
        RabbitSettings settings = brokers.Settings();
        long newest = 5;
        await using RabbitWindowSink sink = Sink(settings, () => newest);
        await sink.SendAsync([Window(0)], 5, Cancel);
        newest = 6;
        (await Should.ThrowAsync<FencedException>(sink.SendAsync([Window(1)], 5, Cancel))).Newer.ShouldBe(6);
    }

    [Fact]
    public async Task A_terminal_leaves_out_what_comes_under_an_older_term_also_after_a_new_start_and_what_is_no_window()
    {
        RabbitSettings settings = brokers.Settings();
        // Each of the two believes that its term is the newest: one of them is paused between asking and sending.
        await using RabbitWindowSink old = Sink(settings), now = Sink(settings);
        var terminal = new Terminal(settings, "t");
        await terminal.RegisteredAsync();
        await now.SendAsync([Window(0)], 6, Cancel);
        (await terminal.NextAsync(1)).ShouldBe([Window(0)]);
        await terminal.DisposeAsync();
        await old.SendAsync([Window(0) with { Mean = 99 }], 5, Cancel);
        await PublishAsync(settings, "no window");
        await now.SendAsync([Window(1)], 6, Cancel);
        await using var again = new Terminal(settings, "t", terminal.Position);
        (await again.NextAsync(1)).ShouldBe([Window(1)]);
        again.Feed.Fenced.ShouldBe(2);
    }

    [Fact]
    public async Task No_more_windows_are_kept_for_a_terminal_that_is_away_than_the_bound()
    {
        RabbitSettings settings = brokers.Settings() with { MostKept = 5 };
        await using RabbitWindowSink sink = Sink(settings);
        await using (var registering = new RabbitWindowFeed(settings, "t", TimeProvider.System)) await registering.RegisterAsync(Cancel);
        for (int number = 0; number < 12; number++) await sink.SendAsync([Window(number)], 5, Cancel);
        await using var terminal = new Terminal(settings, "t");
        (await terminal.NextAsync(5)).ShouldBe([.. Enumerable.Range(7, 5).Select(Window)]);
    }

    [Fact]
    public async Task A_terminal_goes_on_after_the_broker_was_killed_and_misses_nothing()
    {
        await using RabbitBroker broker = await RabbitBroker.StartNewAsync();
        RabbitSettings settings = broker.Settings() with { TimeoutMs = 5_000 };
        await using RabbitWindowSink sink = Sink(settings);
        await using var terminal = new Terminal(settings, "here");
        await using (var registering = new RabbitWindowFeed(settings, "away", TimeProvider.System)) await registering.RegisterAsync(Cancel);
        await terminal.RegisteredAsync();
        await sink.SendAsync([Window(0)], 5, Cancel);
        (await terminal.NextAsync(1)).ShouldBe([Window(0)]);
        foreach (string name in new[] { "here", "away" }) await broker.KeptAsync(new RabbitNames(settings).Terminal(name));
        await broker.Nodes[0].KillAsync();
        await Should.ThrowAsync<TransportException>(sink.SendAsync([Window(1)], 5, Cancel));
        await broker.Nodes[0].StartAsync();
        await RetryAsync(() => sink.SendAsync([Window(1)], 5, Cancel));
        (await terminal.NextAsync(1)).ShouldBe([Window(1)]);
        await using var away = new Terminal(settings, "away");
        (await away.NextAsync(2)).ShouldBe([Window(0), Window(1)]);
    }

    [Fact]
    public async Task A_foreign_client_receives_windows()
    {
        RabbitSettings settings = brokers.Settings();
        await using RabbitWindowSink sink = Sink(settings);
        await sink.SendAsync([Window(0)], 5, Cancel);
        await using Pika pika = Pika.Start(settings, """
            queue = channel.queue_declare('', exclusive=True).method.queue
            channel.queue_bind(queue, prefix + '.windows')
            print('ready', flush=True)
            for method, properties, body in channel.consume(queue):
                print(json.dumps({'term': properties.headers['term'], 'type': properties.content_type, 'windows': json.loads(body)}), flush=True)
                channel.basic_ack(method.delivery_tag)
                break
            """);
        (await pika.LineAsync()).ShouldBe("ready");
        await sink.SendAsync([Window(1), Window(2)], 5, Cancel);
        using JsonDocument seen = JsonDocument.Parse(await pika.LineAsync());
        seen.RootElement.GetProperty("term").GetInt64().ShouldBe(5);
        seen.RootElement.GetProperty("type").GetString().ShouldBe("application/json");
        JsonElement window = seen.RootElement.GetProperty("windows")[1];
        window.GetProperty("start").GetInt64().ShouldBe(Window(2).Start);
        window.GetProperty("mean").GetDouble().ShouldBe(Window(2).Mean!.Value);
        await pika.EndAsync();
    }

    [Fact]
    public void A_terminal_with_a_name_that_no_queue_may_have_is_refused() =>
        Should.Throw<ArgumentException>(() => new RabbitWindowFeed(new RabbitSettings(), "a b", TimeProvider.System)).Message.ShouldStartWith("the terminal's name 'a b' must have");

    private static RabbitWindowSink Sink(RabbitSettings settings, Func<long>? newest = null) => new(settings, TimeProvider.System, _ => Task.FromResult(newest?.Invoke() ?? 0));

    private static Window Window(int number) => new(Quantity.Wellness, WindowScope.All, "", Start + number * 1_000, Start + (number + 1) * 1_000, 0, number, 0.1 * number, 0.25, 0, 1, Start + 17);

    private static async Task RetryAsync(Func<Task> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (TransportException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private static async Task PublishAsync(RabbitSettings settings, string body)
    {
        await using IConnection connection = await new ConnectionFactory { Uri = new Uri($"amqp://guest:guest@{settings.Addresses.Split(',')[0]}/") }.CreateConnectionAsync(Cancel);
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancel);
        await channel.BasicPublishAsync(new RabbitNames(settings).Windows, "", false, new BasicProperties(), Encoding.UTF8.GetBytes(body), Cancel);
    }

    /// <summary>Keeps what a feed brings.</summary>
    private sealed class Terminal : IAsyncDisposable
    {
        private readonly Channel<Window> _windows = Channel.CreateUnbounded<Window>();
        private readonly CancellationTokenSource _end = new();
        private readonly RabbitSettings _settings;
        private readonly string _name;
        private readonly Task _running;

        public Terminal(RabbitSettings settings, string name, string after = "")
        {
            (_settings, _name, Position) = (settings, name, after);
            Feed = new RabbitWindowFeed(settings, name, TimeProvider.System);
            _running = Task.Run(() => Feed.RunAsync(after, (windows, position, _) =>
            {
                foreach (Window window in windows) _windows.Writer.TryWrite(window);
                Position = position;
                return Task.CompletedTask;
            }, _end.Token));
        }

        public RabbitWindowFeed Feed { get; }

        public string Position { get; private set; }

        /// <summary>Returns when the queue is there.</summary>
        public async Task RegisteredAsync()
        {
            await using var registering = new RabbitWindowFeed(_settings, _name, TimeProvider.System);
            await registering.RegisterAsync(Cancel);
        }

        public async Task<List<Window>> NextAsync(int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            List<Window> next = [];
            while (next.Count < count) next.Add(await _windows.Reader.ReadAsync(patience.Token));
            return next;
        }

        public async ValueTask DisposeAsync()
        {
            if (_end.IsCancellationRequested) return;
            await _end.CancelAsync();
            await _running;
            await Feed.DisposeAsync();
        }
    }
}
