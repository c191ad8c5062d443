namespace Vicinity.Weather;

/// <summary>Settings of the weather application. Checked by <see cref="Problems"/>.</summary>
public sealed record WeatherOptions
{
    /// <summary>Where the log is: <c>host:port,host:port</c>.</summary>
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>The topic of the readings; the key is the sensor.</summary>
    public string ReadingsTopic { get; init; } = "weather.readings";

    /// <summary>The topic of the steps of the window processor: for each partition of the readings, the one of the same number.</summary>
    public string StepsTopic { get; init; } = "weather.steps";

    /// <summary>The topic of the windows over all sensors.</summary>
    public string WindowsTopic { get; init; } = "weather.windows";

    /// <summary>The topic of readings that were refused, with the reason; empty for none.</summary>
    public string RejectedTopic { get; init; } = "weather.rejected";

    /// <summary>The topic in which components say how they are doing, for the page.</summary>
    public string ComponentsTopic { get; init; } = "weather.components";

    /// <summary>Partitions of the readings, where the application creates the topic.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Replicas of the topics, where the application creates them; -1 for the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>How far back the log is read at the start, in seconds.</summary>
    public int HistorySeconds { get; init; } = 3600;

    /// <summary>Milliseconds of a window.</summary>
    public int WindowMs { get; init; } = 10_000;

    /// <summary>Milliseconds that a reading may be behind the newest one without being late.</summary>
    public int LatenessMs { get; init; } = 2_000;

    /// <summary>Milliseconds of silence after which an open window is closed by the clock.</summary>
    public int IdleMs { get; init; } = 5_000;

    /// <summary>Whether a window into which late readings came is sent again; else they are counted only.</summary>
    public bool SendsCorrections { get; init; } = true;

    /// <summary>How long, in milliseconds, a window can be corrected after it was closed.</summary>
    public int CorrectableMs { get; init; } = 600_000;

    /// <summary>Longest time, in milliseconds, until what was read is stored as a step; a window that closes is stored at once.</summary>
    public int StepMs { get; init; } = 500;

    /// <summary>Milliseconds between two checkpoints of a partition: so much has to be read again by who takes it over.</summary>
    public int CheckpointMs { get; init; } = 30_000;

    /// <summary>Most sensors.</summary>
    public int MostSensors { get; init; } = 100_000;

    /// <summary>Simulated sensors of this process; 0 for none.</summary>
    public int DemoSensors { get; init; }

    /// <summary>Seed of the simulated sensors.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Milliseconds between two readings of a simulated sensor.</summary>
    public int PeriodMs { get; init; } = 1_000;

    /// <summary>
    /// When alarms are raised and cleared, by the means of windows over each place and over all sensors, separated by commas: <c>co2&gt;1000:900</c> is raised above 1000 and cleared below 900; <c>wellness&lt;0.3:0.4@lab</c> is for one place.
    /// </summary>
    public string Alarms { get; init; } = "wellness<0.3:0.4,pollution<0.3:0.4,co2>1000:900,windSpeed>17:14";

    /// <summary>The rules that <see cref="Alarms"/> says; none where they cannot be read.</summary>
    public IReadOnlyList<AlarmRule> AlarmRules => AlarmRule.TryParse(Alarms, out IReadOnlyList<AlarmRule> rules, out _) ? rules : [];

    /// <summary>Whether everybody sees single sensors; off where they stand in people's homes: then the operator alone does.</summary>
    public bool PublicSensors { get; init; } = true;

    /// <summary>Readings a second that one address may send by HTTP; short bursts may be four times as many, 10,000 at least.</summary>
    public int ReceivedPerSecond { get; init; } = 5_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) found.Add($"{name} is {value}, not between {least} and {most}: {reason}");
        }
        foreach ((string name, string topic) in new[] { (nameof(ReadingsTopic), ReadingsTopic), (nameof(StepsTopic), StepsTopic), (nameof(WindowsTopic), WindowsTopic), (nameof(ComponentsTopic), ComponentsTopic) })
            if (topic.Length == 0) found.Add($"{name} is empty: it names a topic");
        Between(nameof(Partitions), Partitions, 1, 1_000, "each is worked on by one process at a time");
        Between(nameof(HistorySeconds), HistorySeconds, 60, 7 * 86_400, "what is read at the start is held in memory");
        Between(nameof(WindowMs), WindowMs, 100, 86_400_000, "the length of a window in milliseconds");
        Between(nameof(LatenessMs), LatenessMs, 0, 3_600_000, "windows stay open that much longer");
        Between(nameof(IdleMs), IdleMs, 100, 3_600_000, "after that silence a window is closed by the clock");
        Between(nameof(CorrectableMs), CorrectableMs, 0, 86_400_000, "closed windows are held in memory that long");
        Between(nameof(StepMs), StepMs, 10, 60_000, "what was read is read again by who takes over");
        Between(nameof(CheckpointMs), CheckpointMs, 100, 3_600_000, "what was read since is read again by who takes over");
        Between(nameof(MostSensors), MostSensors, 1, 1_000_000, "each takes memory");
        Between(nameof(DemoSensors), DemoSensors, 0, 10_000, "each sends a reading a period");
        Between(nameof(PeriodMs), PeriodMs, 10, 3_600_000, "the time between two readings");
        if (!AlarmRule.TryParse(Alarms, out _, out string? wrong)) found.Add($"{nameof(Alarms)}: {wrong}");
        Between(nameof(ReceivedPerSecond), ReceivedPerSecond, 1, 1_000_000, "so that no address takes the place of all others");
        return found;
    }
}
