using System.Globalization;
using Vicinity.Feeds;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>Settings of the traffic application.</summary>
public sealed record TrafficOptions
{
    /// <summary>Where the log is: <c>host:port,host:port</c> of Vicinity nodes or of any broker that speaks Kafka's protocol.</summary>
    public string BootstrapServers { get; init; } = "localhost:9092";

    /// <summary>Zoom level of the quadrants.</summary>
    public int QuadrantZoom { get; init; } = QuadrantMap.DefaultZoom;

    /// <summary>Minutes for which a report lets its vehicle read.</summary>
    public double ParticipationMinutes { get; init; } = 5;

    /// <summary>Seconds after which a vehicle without a new position is out.</summary>
    public int StaleSeconds { get; init; } = 300;

    /// <summary>Seconds that the history behind the time bar reaches back.</summary>
    public int HistorySeconds { get; init; } = 3600;

    /// <summary>Most positions of the history; 56 bytes each.</summary>
    public long HistoryPositions { get; init; } = 2_000_000;

    /// <summary>Seconds in which heat falls to half.</summary>
    public double HeatHalfLifeSeconds { get; init; } = 60;

    /// <summary>Replicas of a quadrant's topic; -1 for the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>Hours that a quadrant's topic keeps positions; null for the cluster's default.</summary>
    public double? RetentionHours { get; init; }

    /// <summary>Most quadrants with a topic.</summary>
    public int MaxQuadrants { get; init; } = 10_000;

    /// <summary>Most vehicles in the view.</summary>
    public int MaxVehicles { get; init; } = 1_000_000;

    /// <summary>Recording that is replayed from the start on: <c>demo</c>, a path, or null for none.</summary>
    public string? Replay { get; init; }

    /// <summary>How many times faster than recorded it is replayed.</summary>
    public double ReplaySpeed { get; init; } = 1;

    /// <summary>Seconds of the recording that count as past when it begins: they are written at once, with earlier times.</summary>
    public double ReplayHeadStartSeconds { get; init; }

    /// <summary>Simulated cars on the demo's streets; 0 for none.</summary>
    public int DriveCars { get; init; }

    /// <summary>Seed of the simulated cars.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>True when the demo is replayed.</summary>
    public bool IsDemo => Replay == DemoTrace.Name;

    /// <summary>What is wrong with the settings, each with value, bound and reason; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(BootstrapServers)) problems.Add("BootstrapServers is empty: it must name a server as HOST:PORT, or the log is not found");
        Between(QuadrantZoom, 1, Tile.MaxZoom, nameof(QuadrantZoom), "tiles exist at these zoom levels");
        Between(ParticipationMinutes, 0.1, 1440, nameof(ParticipationMinutes), "a report counts for six seconds to a day");
        Between(StaleSeconds, 1, 86_400, nameof(StaleSeconds), "a vehicle is out after a second to a day");
        Between(HistorySeconds, 60, 604_800, nameof(HistorySeconds), "the view keeps a minute to a week in memory");
        Between(HistoryPositions, 1_000, 100_000_000, nameof(HistoryPositions), "each takes 56 bytes of memory");
        Between(HeatHalfLifeSeconds, 1, 86_400, nameof(HeatHalfLifeSeconds), "heat halves within a second to a day");
        if (Replicas != -1) Between(Replicas, 1, 32_767, nameof(Replicas), "-1 takes the cluster's default");
        if (RetentionHours is { } hours) Between(hours, 0.01, 1_000_000, nameof(RetentionHours), "leave it out for the cluster's default");
        Between(MaxQuadrants, 1, 1_000_000, nameof(MaxQuadrants), "each is a topic with files of its own");
        Between(MaxVehicles, 1, 10_000_000, nameof(MaxVehicles), "each takes memory");
        if (ReplayClock.Refuse(ReplaySpeed) is { } reason) problems.Add($"ReplaySpeed is {ReplaySpeed}, {reason}");
        if (Replay is { } path && !IsDemo && !File.Exists(path)) problems.Add($"Replay is '{path}', not the path of a file and not '{DemoTrace.Name}': there is no such file");
        Between(ReplayHeadStartSeconds, 0, 86_400, nameof(ReplayHeadStartSeconds), "0 begins at the present");
        Between(DriveCars, 0, DriveOptions.MaxCars, nameof(DriveCars), "0 turns the simulation off");
        return problems;

        void Between(double value, double lowest, double highest, string name, string why)
        {
            if (!(value >= lowest && value <= highest))
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, not from {lowest} to {highest}: {why}"));
        }
    }

    internal LiveViewOptions View => new()
    {
        Quadrants = new QuadrantMap(QuadrantZoom),
        Heat = new HeatOptions { HalfLife = TimeSpan.FromSeconds(HeatHalfLifeSeconds) },
        Stale = TimeSpan.FromSeconds(StaleSeconds),
        History = TimeSpan.FromSeconds(HistorySeconds),
        MaxPositions = HistoryPositions,
        MaxVehicles = MaxVehicles,
    };
}
