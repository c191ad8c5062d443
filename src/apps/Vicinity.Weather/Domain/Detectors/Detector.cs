using Vicinity.Model;

namespace Vicinity.Weather;

/// <summary>
/// A simulated sensor: draws a range of its own for each quantity when it is made, then every value uniformly from it, in hundredths. The same seed gives the
/// same values everywhere. Not thread-safe.
/// </summary>
public sealed class Detector
{
    private readonly Prng _random;
    private readonly (double Least, double Most) _temperature, _humidity, _co2, _speed;
    private readonly double _direction, _swing;

    /// <summary>Draws the ranges.</summary>
    /// <param name="seed">Decides everything that it measures.</param>
    public Detector(ulong seed)
    {
        _random = new Prng(seed);
        _temperature = Range(-10, 45);
        _humidity = Range(20, 70);
        _co2 = Range(300, 500);
        _speed = Range(0, 20);
        (_direction, _swing) = (Between(0, 360), Between(0, 90));
    }

    /// <summary>Temperature in °C and humidity in percent.</summary>
    public (double Temperature, double Humidity) Air() => (Draw(_temperature), Draw(_humidity));

    /// <summary>CO2 in ppm.</summary>
    public double Pollution() => Draw(_co2);

    /// <summary>Direction from which the wind comes, in degrees from north, and its speed in m/s. It turns up to 90 degrees about the sensor's own direction.</summary>
    public (double Direction, double Speed) Wind()
    {
        double direction = Math.Round((_direction + Between(-_swing, _swing) + 360) % 360, 2);
        return (direction >= 360 ? 0 : direction, Draw(_speed));
    }

    /// <summary>A whole reading of a kind.</summary>
    public Reading Read(ReadingKind kind, string sensor, long number, long time, string place = "")
    {
        (double first, double second) = kind switch { ReadingKind.Air => Air(), ReadingKind.Pollution => (Pollution(), 0), _ => Wind() };
        return new Reading(sensor, number, kind, time, first, second, place);
    }

    private (double Least, double Most) Range(double least, double most)
    {
        (double one, double other) = (Between(least, most), Between(least, most));
        return one <= other ? (one, other) : (other, one);
    }

    private double Between(double least, double most) => least + ((most - least) * _random.NextDouble());

    private double Draw((double Least, double Most) range) => Math.Round(Between(range.Least, range.Most), 2);
}
