using System.Collections.Concurrent;
using System.Diagnostics;

namespace Vicinity.Weather.RabbitMq.Tests;

/// <summary>A compute server that keeps readings in a store which servers share: by sensor and number, how often the handler has stored them.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public TestServer(RabbitSettings settings, ConcurrentDictionary<(string Sensor, long Number), int> store, Func<IReadOnlyList<Reading>, CancellationToken, Task>? before = null, Func<CancellationToken, Task>? after = null)
    {
        Queue = new RabbitReadingQueue(settings, TimeProvider.System);
        _running = Task.Run(() => Queue.RunAsync(async (readings, cancel) =>
        {
            if (before is not null) await before(readings, cancel);
            foreach (Reading reading in readings) store.AddOrUpdate((reading.Sensor, reading.Number), 1, (_, times) => times + 1);
            if (after is not null) await after(cancel);
            return [.. readings.Select(reading => new Coefficient(reading, null))];
        }, _end.Token));
    }

    public RabbitReadingQueue Queue { get; }

    /// <summary>Waits for a condition; bounded.</summary>
    public static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(holds, () => what);

    /// <summary>Waits for a condition; bounded.</summary>
    public static async Task UntilAsync(Func<bool> holds, Func<string> what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60)) throw new TimeoutException($"it did not come that {what()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Goes away without a word to the broker but the end of its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync();
        await _running;
        await Queue.DisposeAsync();
    }
}
