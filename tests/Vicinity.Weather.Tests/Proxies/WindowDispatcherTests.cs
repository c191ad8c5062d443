using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

public sealed class WindowDispatcherTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryWindowLog _windows = new();
    private readonly Sink _sink = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _windows.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_that_takes_over_carries_on_where_the_other_one_was()
    {
        await _windows.SendAsync([Window(0), Window(1)], 1, Cancel);
        await CarryAsync(1, 2);
        await _windows.SendAsync([Window(2)], 2, Cancel);
        await CarryAsync(2, 1);
        _sink.Numbers.ShouldBe([0, 1, 2]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_that_got_the_work_back_does_not_carry_what_another_one_carried_meanwhile()
    {
        long? term = 1;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await _windows.SendAsync([Window(0)], 1, Cancel);
        Task first = new WindowDispatcher(_windows, _sink, () => term, NullLogger.Instance, _time).RunAsync(end.Token);
        await _sink.UntilAsync(1);
        await CarriedAllAsync();
        term = null;
        await _windows.SendAsync([Window(1)], 2, Cancel);
        await CarryAsync(2, 1);
        term = 3;
        await _windows.SendAsync([Window(2)], 3, Cancel);
        await AdvanceUntilAsync(_sink.UntilAsync(1));
        await end.CancelAsync();
        await first;
        _sink.Numbers.ShouldBe([0, 1, 2]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Windows_that_were_sent_while_the_position_could_not_be_kept_are_not_sent_again_by_the_same_proxy()
    {
        await _windows.SendAsync([Window(0)], 1, Cancel);
        _sink.Then = () => _windows.IsAway = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task running = new WindowDispatcher(_windows, _sink, () => 1, NullLogger.Instance, _time).RunAsync(end.Token);
        await _sink.UntilAsync(1);
        while (_windows.Failed == 0) await YieldAsync();
        _sink.Then = null;
        _windows.IsAway = false;
        await _windows.SendAsync([Window(1)], 1, Cancel);
        await AdvanceUntilAsync(_sink.UntilAsync(1));
        await end.CancelAsync();
        await running;
        _sink.Numbers.ShouldBe([0, 1]);
    }

    // A dispatcher of its own, as that of another process, until it has sent so many windows and has noted it.
    private async Task CarryAsync(long term, int count)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task running = new WindowDispatcher(_windows, _sink, () => term, NullLogger.Instance, _time).RunAsync(end.Token);
        await AdvanceUntilAsync(_sink.UntilAsync(count));
        await CarriedAllAsync();
        await end.CancelAsync();
        await running;
    }

    private async Task CarriedAllAsync()
    {
        string all = _windows.All.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        while (await _windows.CarriedAsync(Cancel) != all) await YieldAsync();
    }

    private static async Task YieldAsync()
    {
        Cancel.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await YieldAsync();
        }
        await done;
    }

    private static Window Window(long number) => new(Quantity.Wellness, WindowScope.All, "", number * 1_000, (number + 1) * 1_000, 0, 1, 0.5, 0, 0.5, 0.5, number * 1_000);

    private sealed class Sink : IWindowSink
    {
        private readonly Channel<long> _sent = Channel.CreateUnbounded<long>();
        private readonly List<long> _numbers = [];

        public Action? Then { get; set; }

        public IReadOnlyList<long> Numbers => _numbers;

        public Task SendAsync(IReadOnlyList<Window> windows, long term, CancellationToken cancel)
        {
            Then?.Invoke();
            foreach (Window window in windows) _sent.Writer.TryWrite(window.Number);
            return Task.CompletedTask;
        }

        public async Task UntilAsync(int count)
        {
            for (int i = 0; i < count; i++) _numbers.Add(await _sent.Reader.ReadAsync(Cancel));
        }

        public ValueTask DisposeAsync() => default;
    }
}
