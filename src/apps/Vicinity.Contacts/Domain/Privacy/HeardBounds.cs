namespace Vicinity.Contacts;

/// <summary>How much a device keeps of what it hears, and what counts.</summary>
public sealed record HeardBounds
{
    /// <summary>Most identifiers that are kept, some 60 bytes each.</summary>
    public int Most { get; init; } = 200_000;

    /// <summary>Intervals for which they are kept: 14 days.</summary>
    public int Intervals { get; init; } = 14 * ExposureIntervals.PerDay;

    /// <summary>By how many intervals an identifier may be heard before or after its own: 2 hours, as clocks differ.</summary>
    public int Tolerance { get; init; } = 12;

    /// <summary>Distance up to which a hearing counts as near.</summary>
    public double Distance { get; init; } = double.MaxValue;

    /// <summary>Ends with what is wrong with the values.</summary>
    /// <exception cref="ArgumentException">A value is out of its bounds; the message says which.</exception>
    public void Check()
    {
        if (Most is < 1 or > 10_000_000) throw new ArgumentException($"Most is {Most} and must be between 1 and 10000000: each takes some 60 bytes");
        if (Intervals is < ExposureIntervals.PerDay or > 100 * ExposureIntervals.PerDay) throw new ArgumentException($"Intervals is {Intervals} and must be between 144 and 14400: these are days of 144");
        if (Tolerance is < 0 or > ExposureIntervals.PerDay) throw new ArgumentException($"Tolerance is {Tolerance} and must be between 0 and 144: a day is more than clocks differ");
        if (!(Distance >= 0)) throw new ArgumentException($"Distance is {Distance} and must be a number from 0");
    }
}
