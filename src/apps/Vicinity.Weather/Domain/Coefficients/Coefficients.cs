namespace Vicinity.Weather;

/// <summary>Works out what a reading says of the air: 1 is best, 0 worst, in hundredths. Thread-safe.</summary>
public static class Coefficients
{
    private static readonly NormalCurve s_temperature = new(-10, 45, 20);
    private static readonly NormalCurve s_humidity = new(20, 70, 40);
    private static readonly NormalCurve s_co2 = new(300, 500, 400);

    /// <summary>The coefficient of a reading: air wellness of air, the pollution coefficient of pollution; null for wind, which has none.</summary>
    public static double? Of(in Reading reading) => reading.Kind is ReadingKind.Air or ReadingKind.Pollution ? HundredthsOf(reading.Kind, reading.First, reading.Second) / 100.0 : null;

    /// <summary>The same for a server that works <see cref="Coefficient"/>s out.</summary>
    public static Coefficient WorkOut(in Reading reading) => new(reading, Of(reading));

    /// <summary>Worth of a temperature in °C, above 0 and up to 1; before rounding.</summary>
    public static double OfTemperature(double temperature) => s_temperature.WorthOf(temperature);

    /// <summary>Worth of a humidity in percent, above 0 and up to 1; before rounding.</summary>
    public static double OfHumidity(double humidity) => s_humidity.WorthOf(humidity);

    /// <summary>Worth of a CO2 concentration in ppm, above 0 and up to 1; before rounding.</summary>
    public static double OfCo2(double co2) => s_co2.WorthOf(co2);

    /// <summary>The coefficient in hundredths; 0 for kinds that have none.</summary>
    internal static int HundredthsOf(ReadingKind kind, double first, double second) => kind switch
    {
        ReadingKind.Air => Hundredths(2 / ((1 / s_temperature.WorthOf(first)) + (1 / s_humidity.WorthOf(second)))),
        ReadingKind.Pollution => Hundredths(s_co2.WorthOf(first)),
        _ => 0,
    };

    private static int Hundredths(double value) => (int)Math.Round(100 * value, MidpointRounding.ToEven);
}
