namespace Vicinity.Weather;

/// <summary>Which quantities the kinds of readings feed.</summary>
public static class Quantities
{
    private static readonly Quantity[] s_air = [Quantity.Wellness, Quantity.Temperature, Quantity.Humidity];
    private static readonly Quantity[] s_pollution = [Quantity.Pollution, Quantity.Co2];
    private static readonly Quantity[] s_wind = [Quantity.WindDirection, Quantity.WindSpeed];

    /// <summary>The quantities of a kind: its coefficient first, where it has one, then the values of the reading in order.</summary>
    public static ReadOnlySpan<Quantity> Of(ReadingKind kind) => kind switch { ReadingKind.Air => s_air, ReadingKind.Pollution => s_pollution, ReadingKind.Wind => s_wind, _ => [] };
}
