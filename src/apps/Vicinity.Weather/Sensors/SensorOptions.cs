namespace Vicinity.Weather;

/// <summary>Settings of one sensor. Checked by <see cref="Problems"/>.</summary>
public sealed record SensorOptions
{
    /// <summary>Its name.</summary>
    public string Sensor { get; init; } = "sensor";

    /// <summary>Where it stands.</summary>
    public string Place { get; init; } = "";

    /// <summary>Milliseconds between two readings.</summary>
    public int PeriodMs { get; init; } = 1_000;

    /// <summary>Most readings that it keeps while nobody takes them; then the oldest are dropped, and counted.</summary>
    public int MostKept { get; init; } = 100_000;

    /// <summary>Most readings that it sends at once.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>Milliseconds for which it sends what it keeps after it was asked to end.</summary>
    public int DrainMs { get; init; }

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        if (PeriodMs is < 1 or > 3_600_000) found.Add($"{nameof(PeriodMs)} is {PeriodMs}, not between 1 and 3600000: the time between two readings");
        if (MostKept is < 1 or > 10_000_000) found.Add($"{nameof(MostKept)} is {MostKept}, not between 1 and 10000000: readings are held in memory");
        if (Batch is < 1 or > 10_000) found.Add($"{nameof(Batch)} is {Batch}, not between 1 and 10000: readings of one message");
        if (DrainMs is < 0 or > 600_000) found.Add($"{nameof(DrainMs)} is {DrainMs}, not between 0 and 600000: whoever ends it waits for so long");
        return found;
    }
}
