using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Grpc.Tests;

public sealed class GrpcWindowServerTests : IAsyncDisposable
{
    private readonly MemoryWindowLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Windows_reach_every_terminal_as_they_were_closed(bool streams)
    {
        await using GrpcWindowServer proxy = await StartAsync();
        TestTerminal[] terminals = [new("t1", streams, proxy.Address), new("t2", streams, proxy.Address)];
        foreach (TestTerminal terminal in terminals) terminal.Start();
        Window whole = Window(1) with { Scope = WindowScope.Place, Name = "lab", Revision = 2 };
        var empty = new Window(Quantity.WindDirection, WindowScope.All, "", 20_000, 30_000, 0, 0, null, null, null, null, null);

        await _log.SendAsync([whole, empty], term: 1, Cancel);

        foreach (TestTerminal terminal in terminals)
        {
            await Soon.IsTrueAsync(() => terminal.Kept.Count == 2, "the terminal has both");
            terminal.Kept.ShouldBe([whole, empty]);
            await terminal.StopAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_terminal_that_was_away_is_brought_what_it_missed_and_nothing_twice(bool streams)
    {
        await using GrpcWindowServer proxy = await StartAsync();
        var terminal = new TestTerminal("t1", streams, proxy.Address);
        terminal.Start();
        await SendAsync(0, 25);
        await Soon.IsTrueAsync(() => terminal.Kept.Count == 25, "the terminal has the first ones");
        await terminal.StopAsync();
        await SendAsync(25, 40);

        terminal.Start();

        await Soon.IsTrueAsync(() => terminal.Kept.Count >= 65, "the terminal has caught up");
        await SendAsync(65, 1);
        await Soon.IsTrueAsync(() => terminal.Kept.Count >= 66, "the terminal has the newest one");
        terminal.Numbers.ShouldBe(Enumerable.Range(0, 66).Select(n => (long)n));
        await terminal.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_terminal_goes_on_at_another_proxy_from_where_it_was(bool streams)
    {
        GrpcWindowServer first = await StartAsync();
        await using GrpcWindowServer second = await StartAsync();
        var terminal = new TestTerminal("t1", streams, first.Address, second.Address);
        terminal.Start();
        await SendAsync(0, 15);
        await Soon.IsTrueAsync(() => terminal.Kept.Count == 15, "the terminal has the first ones");

        await first.DisposeAsync();
        await SendAsync(15, 15);

        await Soon.IsTrueAsync(() => terminal.Kept.Count >= 30, "the terminal has the others from the second proxy");
        terminal.Numbers.ShouldBe(Enumerable.Range(0, 30).Select(n => (long)n));
        // The proxy brings windows at once, perhaps before its answer to the registration.
        await Soon.IsTrueAsync(() => terminal.Feed!.Proxy == second.Address, "the terminal says that it is with the second proxy");
        await terminal.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_terminal_that_does_not_keep_up_holds_up_nobody_and_misses_nothing(bool streams)
    {
        await using GrpcWindowServer proxy = await StartAsync(new GrpcProxyOptions { HeldWindows = 20, DeadlineMs = 300, HeartbeatMs = 3_000 });
        var slow = new TestTerminal("slow", streams, proxy.Address) { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var quick = new TestTerminal("quick", streams, proxy.Address);
        slow.Start();
        quick.Start();

        for (int i = 0; i < 30; i++) await SendAsync(i * 10, 10);
        await Soon.IsTrueAsync(() => quick.Kept.Count == 300, "the quick one has all");
        slow.Kept.Count.ShouldBe(0);
        slow.Gate.SetResult();

        await Soon.IsTrueAsync(() => slow.Kept.Count >= 300, "the slow one has all");
        slow.Numbers.ShouldBe(Enumerable.Range(0, 300).Select(n => (long)n));
        await slow.StopAsync();
        await quick.StopAsync();
    }

    [Fact]
    public async Task Terminals_that_keep_up_are_served_by_one_reader_of_the_log()
    {
        await using GrpcWindowServer proxy = await StartAsync();
        TestTerminal[] terminals = [.. Enumerable.Range(0, 20).Select(i => new TestTerminal($"t{i}", streams: true, proxy.Address))];
        foreach (TestTerminal terminal in terminals) terminal.Start();
        await Soon.IsTrueAsync(() => proxy.Streams == 20, "all follow");

        await SendAsync(0, 10);

        foreach (TestTerminal terminal in terminals)
        {
            await Soon.IsTrueAsync(() => terminal.Kept.Count == 10, "each terminal has all");
            await terminal.StopAsync();
        }
        _log.Reads.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_window_reaches_a_hundred_terminals_soon_after_its_close(bool streams)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("VICINITY_LONG_TESTS") == "1", "takes long: ./test --long");
        await using GrpcWindowServer proxy = await StartAsync();
        TestTerminal[] terminals = [.. Enumerable.Range(0, 100).Select(i => new TestTerminal($"t{i}", streams, proxy.Address))];
        foreach (TestTerminal terminal in terminals) terminal.Start();
        await SendAsync(0, 1);
        foreach (TestTerminal terminal in terminals) await Soon.IsTrueAsync(() => terminal.Kept.Count == 1, "each terminal is there");

        for (int i = 1; i <= 20; i++)
        {
            long sent = System.Diagnostics.Stopwatch.GetTimestamp();
            foreach (TestTerminal terminal in terminals) terminal.Sent = sent;
            await SendAsync(i, 1);
            foreach (TestTerminal terminal in terminals) await Soon.IsTrueAsync(() => terminal.Kept.Count == i + 1, "each terminal has the window");
        }

        double[] took = [.. terminals.SelectMany(t => t.Took).Order()];
        TestContext.Current.TestOutputHelper?.WriteLine($"p50 {took[took.Length / 2]:F1} ms, p99 {took[took.Length * 99 / 100]:F1} ms, by a stream: {streams}");
        // The mark is 100 ms on an idle machine; this fails for a fault, and not for other work that the machine has.
        took[took.Length * 99 / 100].ShouldBeLessThan(5_000);
        foreach (TestTerminal terminal in terminals) await terminal.StopAsync();
    }

    [Fact]
    public async Task A_terminal_beyond_the_bound_is_refused_and_one_that_is_silent_makes_room()
    {
        await using GrpcWindowServer proxy = await StartAsync(new GrpcProxyOptions { MostTerminals = 1, HeartbeatMs = 100 });
        using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Address);
        var client = new V1.Proxy.ProxyClient(channel);
        await client.register_terminalAsync(new V1.TerminalRegistration { Name = "t1", Address = "http://127.0.0.1:9", Session = "s" }, cancellationToken: Cancel);

        RpcException full = await Should.ThrowAsync<RpcException>(
            async () => await client.register_terminalAsync(new V1.TerminalRegistration { Name = "t2", Address = "http://127.0.0.1:9", Session = "s" }, cancellationToken: Cancel));

        (full.StatusCode, full.Status.Detail).ShouldBe((StatusCode.ResourceExhausted, "1 terminals are there already, and no more may be: each has a connection"));
        await Soon.IsTrueAsync(() => proxy.Terminals.Count == 0, "the silent one is forgotten");
        await client.register_terminalAsync(new V1.TerminalRegistration { Name = "t2", Address = "http://127.0.0.1:9", Session = "s" }, cancellationToken: Cancel);
    }

    [Theory]
    [InlineData("", "http://127.0.0.1:9", "s", "the name has 0 characters")]
    [InlineData("t", "nowhere at all", "s", "is no address of the form")]
    [InlineData("t", "http://127.0.0.1:9", "", "the session has 0 characters")]
    public async Task A_wrong_registration_is_refused_with_the_reason(string name, string address, string session, string said)
    {
        await using GrpcWindowServer proxy = await StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Address);

        RpcException refused = await Should.ThrowAsync<RpcException>(
            async () => await new V1.Proxy.ProxyClient(channel).register_terminalAsync(new V1.TerminalRegistration { Name = name, Address = address, Session = session }, cancellationToken: Cancel));

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refused.Status.Detail.ShouldContain(said);
    }

    [Fact]
    public async Task A_stranger_cannot_fill_a_terminal_and_a_wrong_window_is_not_kept()
    {
        await using GrpcWindowServer proxy = await StartAsync();
        var terminal = new TestTerminal("t1", streams: false, proxy.Address);
        terminal.Start();
        await Soon.IsTrueAsync(() => proxy.Terminals.Count == 1, "the terminal is registered");
        using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Terminals[0].Address);

        RpcException refused = await Should.ThrowAsync<RpcException>(
            async () => await new V1.Terminal.TerminalClient(channel).receive_windowsAsync(new V1.WindowBatch { Position = "1", Windows = { WindowMessages.Write(Window(1)) } }, cancellationToken: Cancel));

        refused.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        WindowMessages.Read(new V1.ClosedWindow { Quantity = V1.WindowQuantity.Co2, StartUnixMs = 5, EndUnixMs = 5 }, out _).ShouldBe("the window ends at 5, not after its start at 5");
        WindowMessages.Read(new V1.ClosedWindow { EndUnixMs = 5 }, out _).ShouldBe("quantity is 0, not between 1 and 7");
        terminal.Kept.ShouldBeEmpty();
        await terminal.StopAsync();
    }

    [Fact]
    public void A_long_list_of_windows_is_split_and_the_position_moves_with_the_last_part()
    {
        IReadOnlyList<V1.WindowBatch> messages = WindowTail.Messages("5", "12", [.. Enumerable.Range(0, 7).Select(i => Window(i))], most: 3);

        messages.Select(m => (m.After, m.Position, m.Windows.Count)).ShouldBe([("5", "5", 3), ("5", "5", 3), ("5", "12", 1)]);
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private static Window Window(long number) => new(Quantity.Wellness, WindowScope.All, "", number * 10_000, number * 10_000 + 10_000, 0, 3, 0.5, 0.1, 0.4, 0.6, number * 10_000 + 5);

    private Task SendAsync(int from, int count) => _log.SendAsync([.. Enumerable.Range(from, count).Select(i => Window(i))], term: 1, Cancel);

    private Task<GrpcWindowServer> StartAsync(GrpcProxyOptions? options = null) =>
        GrpcWindowServer.StartAsync(options ?? new GrpcProxyOptions { HeartbeatMs = 500 }, _log, NullLoggerFactory.Instance, cancel: Cancel);
}
