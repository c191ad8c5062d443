namespace Vicinity.Weather.Mqtt.Tests;

/// <summary>What was stored, once by sensor and number; it can be away, and it can hold calls back. Thread-safe.</summary>
public sealed class StoredReadings
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string, long), Reading> _stored = [];
    private volatile bool _isAway;

    /// <summary>Whether calls fail.</summary>
    public bool IsAway { get => _isAway; set => _isAway = value; }

    /// <summary>Calls wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Calls that were begun.</summary>
    public int Calls { get; private set; }

    /// <summary>All, in the order of sensor and number.</summary>
    public IReadOnlyList<Reading> All
    {
        get
        {
            lock (_lock) return [.. _stored.Values.OrderBy(reading => reading.Sensor, StringComparer.Ordinal).ThenBy(reading => reading.Number)];
        }
    }

    /// <summary>A sender to it.</summary>
    public IReadingSink Open() => new Sink(this);

    private sealed class Sink(StoredReadings store) : IReadingSink
    {
        public async Task<SendOutcome> SendAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
        {
            lock (store._lock) store.Calls++;
            if (store.IsAway) throw new TransportException("the store is away");
            await store.Gate.WaitAsync(cancel);
            lock (store._lock)
                foreach (Reading reading in readings) store._stored.TryAdd((reading.Sensor, reading.Number), reading);
            return new SendOutcome(readings.Count, []);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
