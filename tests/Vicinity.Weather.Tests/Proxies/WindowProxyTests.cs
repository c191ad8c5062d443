using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Weather.Tests;

public sealed class WindowProxyTests : IAsyncDisposable
{
    private const long Begin = 1_700_000_000_000;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Begin));
    private readonly MemoryStore _store = new();
    private readonly MemoryWindowLog _windows = new();
    private readonly MemoryLease _lease = new();
    private long _number;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _windows.DisposeAsync();
    }

    private WindowProxy Proxy() => new(new ProxyOptions(), _store, _windows, _lease.For(new object()), NullLogger.Instance, _time);

    private Task<int> AddAsync(long time, double value = 0.5, string place = "") =>
        _store.AddAsync([new Coefficient(new Reading("s1", ++_number, ReadingKind.Pollution, time, 400, 0, place), value)], Cancel);

    // Lets the proxies work in turn while the clock goes on until a moment after the beginning.
    private async Task WorkAsync(double untilSeconds, params WindowProxy[] proxies)
    {
        DateTimeOffset end = DateTimeOffset.FromUnixTimeMilliseconds(Begin).AddSeconds(untilSeconds);
        while (true)
        {
            TimeSpan pause = TimeSpan.FromSeconds(1);
            foreach (WindowProxy proxy in proxies)
            {
                TimeSpan wanted = await proxy.StepAsync(Cancel);
                if (wanted < pause) pause = wanted;
            }
            if (pause == TimeSpan.Zero) continue;
            if (_time.GetUtcNow() >= end) return;
            _time.Advance(pause);
        }
    }

    private Window[] Overall() => [.. _windows.All.Where(w => w is { Quantity: Quantity.Pollution, Scope: WindowScope.All })];

    private bool Has(long start, int revision = 0) => Overall().Any(w => w.Start == start && w.Revision == revision);

    [Fact]
    public async Task A_window_is_sent_once_it_is_over_with_all_that_was_detected_in_it()
    {
        await AddAsync(Begin + 1, 0.25);
        await AddAsync(Begin + 9_999, 0.75);
        await AddAsync(Begin + 10_000, 1);
        WindowProxy proxy = Proxy();
        await WorkAsync(10.9, proxy);
        _windows.All.ShouldBeEmpty("a window stays open for two seconds after its end");
        await WorkAsync(22.1, proxy);
        Overall().Select(w => w.Count).ShouldBe([2, 1]);
        Overall()[0].ShouldBe(new Window(Quantity.Pollution, WindowScope.All, "", Begin, Begin + 10_000, 0, 2, 0.5, 0.25, 0.25, 0.75, Begin + 9_999));
    }

    [Fact]
    public async Task An_empty_window_is_sent_and_said_to_be_empty()
    {
        await AddAsync(Begin + 1);
        await WorkAsync(22.1, Proxy());
        Overall()[1].ShouldBe(new Window(Quantity.Pollution, WindowScope.All, "", Begin + 10_000, Begin + 20_000, 0, 0, null, null, null, null, null));
    }

    [Fact]
    public async Task A_late_reading_makes_a_corrected_window_and_no_other()
    {
        await AddAsync(Begin + 1, 0.25, "lab");
        await AddAsync(Begin + 2, 0.25, "yard");
        WindowProxy proxy = Proxy();
        await WorkAsync(13, proxy);
        await AddAsync(Begin + 3, 0.75, "lab");
        await WorkAsync(15, proxy);
        Window corrected = Overall().Single(w => w.Revision == 1);
        (corrected.Start, corrected.Count, corrected.Mean, corrected.Newest).ShouldBe((Begin, 3L, 1.25 / 3, Begin + 3));
        _windows.All.Count(w => w is { Scope: WindowScope.Place, Name: "lab", Revision: 1, Quantity: Quantity.Pollution }).ShouldBe(1);
        _windows.All.ShouldNotContain(w => w.Scope == WindowScope.Place && w.Name == "yard" && w.Revision == 1);
        proxy.Status.Corrections.ShouldBe(_windows.All.Count(w => w.Revision == 1));
    }

    [Fact]
    public async Task Another_proxy_takes_over_and_no_window_is_lost_or_sent_twice()
    {
        await AddAsync(Begin + 1);
        WindowProxy first = Proxy(), second = Proxy();
        await WorkAsync(23, first, second);
        first.Status.Term.ShouldBe(1);
        second.Status.Term.ShouldBeNull();
        // The first one is paused: it believes that it holds the lease until it asks again.
        _lease.Expire();
        await AddAsync(Begin + 20_001);
        await WorkAsync(43, second);
        await WorkAsync(63, first, second);
        second.Status.Term.ShouldBe(2);
        Overall().Select(w => w.Start).ShouldBe([Begin, Begin + 10_000, Begin + 20_000, Begin + 30_000, Begin + 40_000, Begin + 50_000]);
        _windows.Repeated.ShouldBe(0);
    }

    [Fact]
    public async Task Windows_that_nobody_sent_while_no_proxy_worked_are_sent_by_the_next()
    {
        await AddAsync(Begin + 1);
        _time.Advance(TimeSpan.FromMinutes(5));
        await WorkAsync(301, Proxy());
        Overall().Select(w => w.Start).ShouldBe(Enumerable.Range(0, 29).Select(i => Begin + i * 10_000L));
    }

    [Fact]
    public async Task While_the_store_is_away_windows_wait_and_then_come_complete()
    {
        await AddAsync(Begin + 1);
        WindowProxy proxy = Proxy();
        await WorkAsync(5, proxy);
        _store.IsAway = true;
        await WorkAsync(25, proxy);
        proxy.Status.Problem.ShouldBe("the store is away");
        _windows.All.ShouldBeEmpty();
        _store.IsAway = false;
        await WorkAsync(27, proxy);
        Overall().Select(w => w.Count).ShouldBe([1, 0]);
        proxy.Status.Problem.ShouldBeNull();
    }
}
