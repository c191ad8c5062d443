using System.Threading.Channels;

namespace Vicinity.Weather.Redis.Tests;

public sealed class RedisWindowLogTests(ServerFixture servers)
{
    private static readonly long s_start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1_000 * 1_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Windows_reach_every_terminal_in_order_and_one_that_was_away_gets_on_from_where_it_was()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await log.SendAsync([Window(0), Window(1)], 5, Cancel);
        await using var first = new Terminal(log, "");
        await using var second = new Terminal(log, "");
        (await first.NextAsync(2)).ShouldBe([Window(0), Window(1)]);
        (await second.NextAsync(2)).ShouldBe([Window(0), Window(1)]);
        await log.SendAsync([Window(2)], 5, Cancel);
        (await first.NextAsync(1)).ShouldBe([Window(2)]);
        string position = first.Position;
        await first.DisposeAsync();
        await log.SendAsync([Window(3), Window(4)], 6, Cancel);
        await using var again = new Terminal(log, position);
        (await again.NextAsync(2)).ShouldBe([Window(3), Window(4)]);
        (await second.NextAsync(3)).ShouldBe([Window(2), Window(3), Window(4)]);
    }

    [Fact]
    public async Task A_window_that_is_sent_again_is_there_once_and_its_next_revision_is_another()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await log.SendAsync([Window(0), Window(0)], 5, Cancel);
        await log.SendAsync([Window(0), Window(0) with { Revision = 1 }, Window(0) with { Scope = WindowScope.Place, Name = "lab" }], 6, Cancel);
        await using var terminal = new Terminal(log, "");
        (await terminal.NextAsync(3)).ShouldBe([Window(0), Window(0) with { Revision = 1 }, Window(0) with { Scope = WindowScope.Place, Name = "lab" }]);
        (await CountAsync(connection)).ShouldBe(3);
    }

    [Fact]
    public async Task A_proxy_that_takes_over_finds_the_latest_revision_of_each_window_from_a_moment_on()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await log.SendAsync([.. Enumerable.Range(0, 1_200).Select(Window), Window(700) with { Revision = 2 }, Window(700) with { Revision = 1 }], 5, Cancel);
        (await log.LatestAsync(Window(699).Start, Cancel)).OrderBy(window => window.Start).ShouldBe([Window(699), Window(700) with { Revision = 2 }, .. Enumerable.Range(701, 499).Select(Window)]);
    }

    [Fact]
    public async Task A_proxy_of_an_older_term_is_refused_and_nothing_of_it_is_sent()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await log.SendAsync([Window(0)], 7, Cancel);
        (await Should.ThrowAsync<FencedException>(log.SendAsync([Window(1)], 6, Cancel))).Newer.ShouldBe(7);
        (await CountAsync(connection)).ShouldBe(1);
    }

    [Fact]
    public async Task How_far_windows_were_carried_is_kept_and_a_replaced_proxy_cannot_change_it()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        (await log.CarriedAsync(Cancel)).ShouldBe("");
        await log.SendAsync([Window(0), Window(1)], 7, Cancel);
        await log.KeepCarriedAsync("1700000000000-1", 7, Cancel);
        (await Should.ThrowAsync<FencedException>(log.KeepCarriedAsync("1700000000000-0", 6, Cancel))).Newer.ShouldBe(7);
        (await log.CarriedAsync(Cancel)).ShouldBe("1700000000000-1");
        await Should.ThrowAsync<ArgumentException>(log.KeepCarriedAsync("17", 7, Cancel));
    }

    [Fact]
    public async Task A_paused_proxy_is_refused_as_soon_as_another_holds_the_lease_also_before_that_one_has_sent()
    {
        await using var connection = new RedisConnection(servers.Settings() with { LeaseMs = 100 });
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await using var paused = new RedisProxyLease(connection, "paused");
        await using var next = new RedisProxyLease(connection, "next");
        long old = (await paused.HoldAsync(Cancel)).ShouldNotBeNull();
        await log.SendAsync([Window(0)], old, Cancel);
        long? taken = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((taken = await next.HoldAsync(Cancel)) is null) await Task.Delay(20, patience.Token);
        (await Should.ThrowAsync<FencedException>(log.SendAsync([Window(1)], old, Cancel))).Newer.ShouldBe(taken.Value);
        await log.SendAsync([Window(1)], taken.Value, Cancel);
    }

    [Fact]
    public async Task A_terminal_goes_on_after_Redis_was_killed_and_misses_nothing()
    {
        await using RedisServer server = await RedisServer.StartNewAsync();
        await using var connection = new RedisConnection(server.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await log.SendAsync([Window(0)], 5, Cancel);
        await using var terminal = new Terminal(log, "");
        (await terminal.NextAsync(1)).ShouldBe([Window(0)]);
        await server.KillAsync();
        await Should.ThrowAsync<TransportException>(log.SendAsync([Window(1)], 5, Cancel));
        await server.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await log.SendAsync([Window(0), Window(1)], 5, Cancel);
                break;
            }
            catch (TransportException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
        (await terminal.NextAsync(1)).ShouldBe([Window(1)]);
    }

    [Fact]
    public async Task No_more_windows_are_kept_than_the_bound_and_one_node_of_the_stream()
    {
        await using var connection = new RedisConnection(servers.Settings() with { MostWindows = 100 });
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        await log.SendAsync([.. Enumerable.Range(0, 2_000).Select(Window)], 5, Cancel);
        (await CountAsync(connection)).ShouldBeInRange(100, 300);
        (await connection.CallAsync(database => database.SortedSetLengthAsync(connection.Key("windows:identities")), Cancel)).ShouldBe(200);
    }

    [Fact]
    public async Task A_position_of_something_else_is_refused()
    {
        await using var connection = new RedisConnection(servers.Settings());
        await using var log = new RedisWindowLog(connection, TimeProvider.System);
        (await Should.ThrowAsync<ArgumentException>(log.RunAsync("17", (_, _, _) => Task.CompletedTask, Cancel))).Message.ShouldStartWith("'17' is not a position of this log");
    }

    private static Task<long> CountAsync(RedisConnection connection) => connection.CallAsync(database => database.StreamLengthAsync(connection.Key("windows")), Cancel);

    private static Window Window(int number) =>
        new(Quantity.Wellness, WindowScope.All, "", s_start + number * 1_000, s_start + (number + 1) * 1_000, 0, number, number == 0 ? null : 0.1 * number, 0.25, 0, 1, number == 0 ? null : s_start + 17);

    /// <summary>Keeps what a feed brings.</summary>
    private sealed class Terminal : IAsyncDisposable
    {
        private readonly Channel<Window> _windows = Channel.CreateUnbounded<Window>();
        private readonly CancellationTokenSource _end = new();
        private readonly Task _running;

        public Terminal(RedisWindowLog log, string after)
        {
            Position = after;
            _running = log.RunAsync(after, (windows, position, _) =>
            {
                foreach (Window window in windows) _windows.Writer.TryWrite(window);
                Position = position;
                return Task.CompletedTask;
            }, _end.Token);
        }

        public string Position { get; private set; }

        public async Task<List<Window>> NextAsync(int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            List<Window> next = [];
            while (next.Count < count) next.Add(await _windows.Reader.ReadAsync(patience.Token));
            return next;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_end.IsCancellationRequested) await _end.CancelAsync();
            await _running;
        }
    }
}
