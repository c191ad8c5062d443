using System.Runtime.CompilerServices;

namespace Vicinity.Weather;

/// <summary>Readings of a kind, drawn as the original program draws them.</summary>
/// <param name="kind">What is measured.</param>
/// <param name="seed">Seed of this sensor.</param>
/// <param name="most">How many readings; null for no end.</param>
public sealed class SimulatedSource(ReadingKind kind, long seed, long? most = null) : ISensorSource
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Measurement> MeasureAsync(SensorOptions options, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var detector = new Detector((ulong)seed);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.PeriodMs), time);
        for (long count = 0; most is null || count < most; count++)
        {
            if (count > 0 && !await NextAsync(timer, cancel).ConfigureAwait(false)) yield break;
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            (double first, double second) = kind switch
            {
                ReadingKind.Air => detector.Air(),
                ReadingKind.Pollution => (detector.Pollution(), 0),
                _ => detector.Wind(),
            };
            yield return new Measurement(kind, now, first, second);
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
