namespace Vicinity.Contacts;

/// <summary>How a recording of people is read.</summary>
public sealed record RecordingOptions
{
    /// <summary>Name of the simulation, of which ids are made as well.</summary>
    public required string Simulation { get; init; }

    /// <summary>The radius of contacts among positions, and the rules of an infection where somebody is infected. Recorded people do not die.</summary>
    public SimulationParameters Parameters { get; init; } = new();

    /// <summary>Seed of the infection's chances.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Who is infected from its first appearance on, by the numbers of the recording.</summary>
    public IReadOnlySet<int> Infected { get; init; } = new HashSet<int>();

    /// <summary>Seconds of a slot of recorded contacts; badges of SocioPatterns have 20.</summary>
    public int SlotSeconds { get; init; } = 20;

    /// <summary>Longest line in characters.</summary>
    public int MaxLineLength { get; init; } = 4_096;
}
