namespace Vicinity.Contacts;

/// <summary>Settings of the contacts application.</summary>
public sealed record ContactsOptions
{
    /// <summary>Where the log is: <c>host:port,host:port</c>.</summary>
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>The topic of the reports.</summary>
    public string Topic { get; init; } = "contacts";

    /// <summary>Parameters of simulations that bring none of their own.</summary>
    public SimulationParameters Parameters { get; init; } = new();

    /// <summary>Milliseconds of silence after which somebody who lives is taken for lost.</summary>
    public long LostAfterMs { get; init; } = 10_000;

    /// <summary>Most people of a simulation.</summary>
    public int MostPeople { get; init; } = 1_000_000;

    /// <summary>Places of people over time that a simulation keeps for the time bar, 16 bytes each.</summary>
    public long MostFixes { get; init; } = 4_000_000;

    /// <summary>Points of the curves over time that a simulation keeps.</summary>
    public int MostTimelinePoints { get; init; } = 200_000;
}
