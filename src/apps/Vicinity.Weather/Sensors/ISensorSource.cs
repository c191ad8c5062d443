namespace Vicinity.Weather;

/// <summary>What a sensor measures: simulated, or from a recording.</summary>
public interface ISensorSource
{
    /// <summary>Measurements at the moments at which they are due, until the source ends or it is cancelled.</summary>
    IAsyncEnumerable<Measurement> MeasureAsync(SensorOptions options, TimeProvider time, CancellationToken cancel);
}

/// <summary>What was measured at a moment.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Time">The moment, in Unix milliseconds.</param>
/// <param name="First">As <see cref="Reading.First"/>.</param>
/// <param name="Second">As <see cref="Reading.Second"/>.</param>
public readonly record struct Measurement(ReadingKind Kind, long Time, double First, double Second);
