using System.Runtime.InteropServices;

namespace Vicinity.Weather;

/// <summary>Windows as a store has their coefficients.</summary>
internal static class StoredWindows
{
    private static readonly ReadingKind[] s_kinds = [ReadingKind.Air, ReadingKind.Pollution, ReadingKind.Wind];
    private static readonly Quantity[] s_always = [Quantity.Wellness, Quantity.Pollution];

    /// <summary>All windows of a number, in revision 0. Those of both coefficients over all sensors are there even when they are empty.</summary>
    /// <exception cref="TransportException">The store is away.</exception>
    public static async Task<IReadOnlyList<Window>> ReadAsync(ICoefficientStore store, long number, int lengthMs, CancellationToken cancel)
    {
        long start = number * lengthMs, end = start + lengthMs;
        Dictionary<(Quantity Quantity, WindowScope Scope, string Name), Aggregate> aggregates = [];
        foreach (Quantity quantity in s_always) aggregates[(quantity, WindowScope.All, "")] = default;
        foreach (ReadingKind kind in s_kinds)
            foreach (Coefficient coefficient in await store.ReadAsync(kind, start, end, cancel).ConfigureAwait(false)) Add(aggregates, coefficient);
        return [.. aggregates
            .OrderBy(a => a.Key.Quantity).ThenBy(a => a.Key.Scope).ThenBy(a => a.Key.Name, StringComparer.Ordinal)
            .Select(a => a.Value.ToWindow(a.Key.Quantity, a.Key.Scope, a.Key.Name, number, lengthMs, revision: 0))];
    }

    private static void Add(Dictionary<(Quantity, WindowScope, string), Aggregate> aggregates, in Coefficient coefficient)
    {
        ReadOnlySpan<Quantity> quantities = Quantities.Of(coefficient.Reading.Kind);
        // A coefficient comes before the values of its reading.
        int values = quantities.Length;
        if (coefficient.Value is { } value) Add(aggregates, quantities[^values--], coefficient.Reading, value);
        Add(aggregates, quantities[^values--], coefficient.Reading, coefficient.Reading.First);
        if (values > 0) Add(aggregates, quantities[^values], coefficient.Reading, coefficient.Reading.Second);
    }

    private static void Add(Dictionary<(Quantity, WindowScope, string), Aggregate> aggregates, Quantity quantity, in Reading reading, double value)
    {
        AggregateOf(aggregates, (quantity, WindowScope.All, "")).Add(quantity, value, reading.Time);
        AggregateOf(aggregates, (quantity, WindowScope.Sensor, reading.Sensor)).Add(quantity, value, reading.Time);
        if (reading.Place.Length > 0) AggregateOf(aggregates, (quantity, WindowScope.Place, reading.Place)).Add(quantity, value, reading.Time);
    }

    private static ref Aggregate AggregateOf(Dictionary<(Quantity, WindowScope, string), Aggregate> aggregates, (Quantity, WindowScope, string) id) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(aggregates, id, out _);
}
