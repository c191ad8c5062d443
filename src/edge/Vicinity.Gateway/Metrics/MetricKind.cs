using System.Diagnostics.Metrics;

namespace Vicinity.Gateway;

/// <summary>How the values of an instrument add up.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

internal static class MetricKinds
{
    /// <summary>The kind of an instrument, by its type.</summary>
    public static MetricKind Of(Instrument instrument)
    {
        Type type = instrument.GetType().IsGenericType ? instrument.GetType().GetGenericTypeDefinition() : instrument.GetType();
        if (type == typeof(Histogram<>)) return MetricKind.Histogram;
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
    }

    /// <summary>Whether each measurement replaces the one before; otherwise it is added.</summary>
    public static bool IsAbsolute(Instrument instrument) =>
        instrument.GetType().IsGenericType && instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>);
}
