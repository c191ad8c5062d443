using System.Collections.Concurrent;

namespace Vicinity.Weather.Grpc;

/// <summary>How fast each sensor sends, so that one cannot take the room of all. Thread-safe; times come in as ticks.</summary>
/// <param name="mostSensors">Most sensors that are remembered.</param>
/// <param name="perSecond">Most readings a second of each, over two seconds.</param>
internal sealed class SensorRates(int mostSensors, int perSecond)
{
    private static readonly long s_idle = TimeSpan.FromMinutes(1).Ticks;

    private readonly ConcurrentDictionary<string, Bucket> _sensors = new(StringComparer.Ordinal);
    private int _count;
    private long _nextSweep;

    /// <summary>Sensors that are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes readings of a sensor; else how long it has to wait, with the reason.</summary>
    public TimeSpan? TryTake(string sensor, int readings, long now, out string reason)
    {
        reason = "";
        if (!_sensors.TryGetValue(sensor, out Bucket? bucket))
        {
            if (Interlocked.Increment(ref _count) > mostSensors) Sweep(now);
            if (Count > mostSensors)
            {
                Interlocked.Decrement(ref _count);
                reason = $"{mostSensors} sensors send already, and no more may: each takes memory";
                return TimeSpan.FromSeconds(5);
            }
            bucket = new Bucket(2.0 * perSecond, now);
            if (!_sensors.TryAdd(sensor, bucket))
            {
                Interlocked.Decrement(ref _count);
                bucket = _sensors.GetValueOrDefault(sensor, bucket);
            }
        }
        if (bucket.TryTake(readings, perSecond, now) is not { } wait) return null;
        reason = $"the sensor sends more than {perSecond} readings a second, which is what one may: all share the servers";
        return wait;
    }

    private void Sweep(long now)
    {
        long due = Volatile.Read(ref _nextSweep);
        if (now < due || Interlocked.CompareExchange(ref _nextSweep, now + TimeSpan.TicksPerSecond, due) != due) return;
        foreach ((string sensor, Bucket bucket) in _sensors)
            if (now - bucket.Last > s_idle && _sensors.TryRemove(sensor, out _)) Interlocked.Decrement(ref _count);
    }

    private sealed class Bucket(double room, long now)
    {
        private readonly Lock _gate = new();
        private double _room = room;
        private long _last = now;

        public long Last => Volatile.Read(ref _last);

        public TimeSpan? TryTake(int readings, int perSecond, long now)
        {
            lock (_gate)
            {
                _room = Math.Min(2.0 * perSecond, _room + Math.Max(0, now - _last) * (double)perSecond / TimeSpan.TicksPerSecond);
                _last = Math.Max(_last, now);
                // A batch larger than all room goes through once the room is whole, and is paid for afterwards.
                double needed = Math.Min(readings, 2.0 * perSecond);
                if (_room >= needed)
                {
                    _room -= readings;
                    return null;
                }
                return TimeSpan.FromSeconds(Math.Clamp((needed - _room) / perSecond, 0.001, 60));
            }
        }
    }
}
