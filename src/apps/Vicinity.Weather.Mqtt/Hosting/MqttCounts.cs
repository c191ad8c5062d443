namespace Vicinity.Weather.Mqtt;

/// <summary>What came in, and what was dropped by reason. Thread-safe.</summary>
public sealed class MqttCounts
{
    private readonly long[] _dropped = new long[Enum.GetValues<MqttDrop>().Length];
    private long _taken;
    private long _waited;

    /// <summary>Readings that were taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Messages of QoS 1 and 2 that waited because their client was too fast.</summary>
    public long Waited => Interlocked.Read(ref _waited);

    /// <summary>How many were dropped for a reason.</summary>
    public long Dropped(MqttDrop reason) => Interlocked.Read(ref _dropped[(int)reason]);

    internal void Take() => Interlocked.Increment(ref _taken);

    internal void Wait() => Interlocked.Increment(ref _waited);

    internal void Drop(MqttDrop reason) => Interlocked.Increment(ref _dropped[(int)reason]);
}
