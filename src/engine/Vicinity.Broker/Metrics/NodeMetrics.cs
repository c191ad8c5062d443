using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vicinity.Broker;

/// <summary>What the node measures, under the meter <c>Vicinity.Broker</c>. Thread-safe.</summary>
internal sealed class NodeMetrics : IDisposable
{
    private readonly Meter _meter = new("Vicinity.Broker");
    private readonly Counter<long> _recordsIn;
    private readonly Counter<long> _bytesIn;
    private readonly Counter<long> _bytesOut;
    private readonly Histogram<double> _flushes;
    private long _records;

    public NodeMetrics()
    {
        _recordsIn = _meter.CreateCounter<long>("vicinity.produce.records", "{record}", "Records appended by producers");
        _bytesIn = _meter.CreateCounter<long>("vicinity.produce", "By", "Bytes of record batches appended by producers");
        _bytesOut = _meter.CreateCounter<long>("vicinity.fetch", "By", "Bytes of record batches sent to readers");
        _flushes = _meter.CreateHistogram<double>("vicinity.flush.duration", "s", "Flushes of a log to disk, with the answers to what waited for them");
    }

    /// <summary>Records appended since the start.</summary>
    public long Records => Volatile.Read(ref _records);

    public void Appended(long records, int bytes)
    {
        Interlocked.Add(ref _records, records);
        _recordsIn.Add(records);
        _bytesIn.Add(bytes);
    }

    public void Fetched(long bytes) => _bytesOut.Add(bytes);

    /// <summary>A flush ended that began at this timestamp of the stopwatch.</summary>
    public void Flushed(long began) => _flushes.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);

    /// <summary>Shows a number that changes by itself.</summary>
    public void Show(string name, string unit, string description, Func<long> value) => _meter.CreateObservableGauge(name, value, unit, description);

    public void Dispose() => _meter.Dispose();
}
