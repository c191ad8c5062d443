namespace Vicinity.Contacts;

/// <summary>How much a device holds.</summary>
public sealed record DeviceLimits
{
    /// <summary>Most people whom a device is in contact with in one tick; further ones are dropped.</summary>
    public int Neighbours { get; init; } = 1_000;

    /// <summary>Most contacts that are kept until they can be reported, some 50 bytes each; beyond that the oldest are forgotten and counted.</summary>
    public int Kept { get; init; } = 100_000;

    /// <summary>Most contacts of one report, some 120 bytes each; what was kept for longer goes into several.</summary>
    public int PerReport { get; init; } = 2_000;

    /// <summary>What is wrong with the limits, each with name, value, bound and reason.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        void Between(string name, int value, int least, int most, string reason)
        {
            if (value < least || value > most) problems.Add($"{name} is {value}, not from {least} to {most}: {reason}");
        }
        Between(nameof(Neighbours), Neighbours, 1, 100_000, "each is kept for a tick");
        Between(nameof(Kept), Kept, 1, 10_000_000, "each takes some 50 bytes");
        Between(nameof(PerReport), PerReport, 1, 5_000, "a report may be 1 MiB long");
        return problems;
    }
}
