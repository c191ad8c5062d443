namespace Vicinity.Weather;

/// <summary>What a sensor measured at one moment. A sensor and a number name one reading, for ever: one that comes twice counts once.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Number">Number of the reading; those of a sensor rise, also when it starts again.</param>
/// <param name="Kind">What was measured.</param>
/// <param name="Time">The moment, in Unix milliseconds.</param>
/// <param name="First">Temperature in °C, CO2 in ppm, or the direction from which the wind comes in degrees from north.</param>
/// <param name="Second">Humidity in percent, or the speed of the wind in m/s; 0 for pollution.</param>
/// <param name="Place">Where the sensor stands, by name; empty for nowhere in particular.</param>
public readonly record struct Reading(string Sensor, long Number, ReadingKind Kind, long Time, double First, double Second = 0, string Place = "")
{
    /// <summary>Degrees Celsius, of an air reading.</summary>
    public double Temperature => First;

    /// <summary>Percent, of an air reading.</summary>
    public double Humidity => Second;

    /// <summary>Parts per million, of a pollution reading.</summary>
    public double Co2 => First;

    /// <summary>Degrees from north, clockwise, from which the wind comes; of a wind reading.</summary>
    public double Direction => First;

    /// <summary>Metres a second, of a wind reading.</summary>
    public double Speed => Second;
}
