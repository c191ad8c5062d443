namespace Vicinity.Weather;

/// <summary>A reading as it stands in a record, with the names as UTF-8: nothing is made of it. It holds as long as the bytes that it was read from.</summary>
/// <param name="sensor">The sensor.</param>
/// <param name="number">Number of the reading.</param>
/// <param name="kind">What was measured.</param>
/// <param name="time">The moment, in Unix milliseconds.</param>
/// <param name="first">As in <see cref="Reading.First"/>.</param>
/// <param name="second">As in <see cref="Reading.Second"/>.</param>
/// <param name="place">Where the sensor stands; empty for nowhere in particular.</param>
public readonly ref struct RawReading(ReadOnlySpan<byte> sensor, long number, ReadingKind kind, long time, double first, double second, ReadOnlySpan<byte> place)
{
    /// <summary>The sensor.</summary>
    public ReadOnlySpan<byte> Sensor { get; } = sensor;

    /// <summary>Number of the reading.</summary>
    public long Number { get; } = number;

    /// <summary>What was measured.</summary>
    public ReadingKind Kind { get; } = kind;

    /// <summary>The moment, in Unix milliseconds.</summary>
    public long Time { get; } = time;

    /// <summary>As in <see cref="Reading.First"/>.</summary>
    public double First { get; } = first;

    /// <summary>As in <see cref="Reading.Second"/>.</summary>
    public double Second { get; } = second;

    /// <summary>Where the sensor stands.</summary>
    public ReadOnlySpan<byte> Place { get; } = place;

    /// <summary>The same with strings.</summary>
    public Reading ToReading() => new(System.Text.Encoding.UTF8.GetString(Sensor), Number, Kind, Time, First, Second, System.Text.Encoding.UTF8.GetString(Place));
}
