using BenchmarkDotNet.Attributes;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Benchmarks;

/// <summary>The demo trace's 74,916 positions through the whole live view: latest positions, heat of all zoom levels, history and rates.</summary>
[MemoryDiagnoser]
public class HeatBenchmarks
{
    private const int Positions = 74_916;

    private readonly List<VehiclePosition> _positions = [];
    private readonly LiveView _view = new(new LiveViewOptions());

    [GlobalSetup]
    public void Setup()
    {
        using ITraceReader<VehiclePosition> reader = DemoTrace.Open(new TraceOptions());
        while (reader.TryRead(out TraceRow<VehiclePosition> row)) _positions.Add(row.Value);
    }

    [Benchmark(OperationsPerInvoke = Positions)]
    public long AddToView()
    {
        foreach (VehiclePosition position in _positions) _view.Add(position, position.Timestamp);
        return _view.Positions;
    }
}
