namespace Vicinity.Weather;

/// <summary>Settings of a proxy. Checked by <see cref="Problems"/>.</summary>
public sealed record ProxyOptions
{
    /// <summary>Milliseconds of a window.</summary>
    public int WindowMs { get; init; } = 10_000;

    /// <summary>Milliseconds after its end at which a window is closed.</summary>
    public int LatenessMs { get; init; } = 2_000;

    /// <summary>Whether windows into which late readings came are sent again.</summary>
    public bool SendsCorrections { get; init; } = true;

    /// <summary>How long, in milliseconds, a window can be corrected after it was closed; and how far back a proxy looks for windows that nobody sent.</summary>
    public int CorrectableMs { get; init; } = 600_000;

    /// <summary>How often, in milliseconds, the proxy holds on to its lease, or tries to get it; less than a third of the time for which a lease is given.</summary>
    public int HoldMs { get; init; } = 1_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) found.Add($"{name} is {value}, not between {least} and {most}: {reason}");
        }
        Between(nameof(WindowMs), WindowMs, 100, 86_400_000, "the length of a window in milliseconds");
        Between(nameof(LatenessMs), LatenessMs, 0, 3_600_000, "windows are sent that much later");
        Between(nameof(CorrectableMs), CorrectableMs, 0, 86_400_000, "what was sent is remembered that long");
        Between(nameof(HoldMs), HoldMs, 10, 60_000, "another proxy takes over after three of them");
        return found;
    }
}
