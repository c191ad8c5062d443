using System.Diagnostics.Metrics;
using System.Text;

namespace Vicinity.Gateway;

/// <summary>Listens to the meters of this program, of ASP.NET Core and of the runtime, and writes what they measured in the Prometheus text format. Thread-safe.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private static readonly string[] s_others = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly Lock _scraping = new();
    private readonly Lock _publishing = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener;
    private long _scrape;

    public MetricsCollector()
    {
        _listener = new MeterListener { InstrumentPublished = Publish, MeasurementsCompleted = Complete };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => Record(family, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Observes what has to be asked for and writes everything.</summary>
    public string Scrape()
    {
        // One at a time: an observed value belongs to the scrape that asked for it.
        lock (_scraping)
        {
            Interlocked.Increment(ref _scrape);
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // A value that cannot be told is left out; all others have been.
            }

            MetricFamily[] families;
            lock (_publishing) families = [.. _families.Values];
            var text = new StringBuilder(16 * 1024);
            foreach (MetricFamily family in families) family.Write(text, _scrape);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        string meter = instrument.Meter.Name;
        if (!meter.StartsWith("Vicinity", StringComparison.Ordinal) && !s_others.Contains(meter)) return;
        MetricKind kind = MetricKinds.Of(instrument);
        string name = MetricName.Of(instrument, kind);
        MetricFamily? family;
        lock (_publishing)
        {
            if (!_families.TryGetValue(name, out family)) _families[name] = family = new MetricFamily(instrument, kind, name);
            family.Instruments++;
        }

        listener.EnableMeasurementEvents(instrument, family);
    }

    private void Complete(Instrument instrument, object? state)
    {
        if (state is not MetricFamily family) return;
        lock (_publishing)
        {
            if (--family.Instruments == 0) _families.Remove(family.Name);
        }
    }

    private void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily?)family)?.Record(value, tags, Volatile.Read(ref _scrape));
}
