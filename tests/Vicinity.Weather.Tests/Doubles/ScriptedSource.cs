using System.Threading.Channels;

namespace Vicinity.Weather.Tests;

/// <summary>Measures what a test says, when it says so.</summary>
internal sealed class ScriptedSource : ISensorSource
{
    private readonly Channel<Measurement> _measurements = Channel.CreateUnbounded<Measurement>();

    public void Measure(double value, long time = 0) => _measurements.Writer.TryWrite(new Measurement(ReadingKind.Pollution, time, value, 0));

    public void End() => _measurements.Writer.TryComplete();

    public IAsyncEnumerable<Measurement> MeasureAsync(SensorOptions options, TimeProvider time, CancellationToken cancel) => _measurements.Reader.ReadAllAsync(cancel);
}
