using System.Runtime.CompilerServices;

namespace Vicinity.Weather;

/// <summary>
/// Readings of a recording, measured again at another time and pace: the moment at which the recording begins is set, and time in it passes so many times as quickly.
/// Another process that is told the same gets the same times.
/// </summary>
/// <param name="readings">The readings of one sensor and kind, in the order of their times.</param>
/// <param name="first">Time of the recording's first reading, of whichever sensor, in Unix milliseconds.</param>
/// <param name="begin">When the recording begins now, in Unix milliseconds.</param>
/// <param name="speed">How many times as quickly time passes; above 0.</param>
public sealed class RecordedSource(IReadOnlyList<Reading> readings, long first, long begin, double speed) : ISensorSource
{
    /// <summary>When a moment of the recording comes, in Unix milliseconds.</summary>
    public static long TimeOf(long recorded, long first, long begin, double speed) => begin + (long)((recorded - first) / speed);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Measurement> MeasureAsync(SensorOptions options, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (Reading reading in readings)
        {
            long due = TimeOf(reading.Time, first, begin, speed);
            TimeSpan wait = TimeSpan.FromMilliseconds(due) - TimeSpan.FromMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) yield break;
            yield return new Measurement(reading.Kind, due, reading.First, reading.Second);
        }
    }
}
