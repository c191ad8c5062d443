namespace Vicinity.Contacts;

/// <summary>Settings of the contacts application. Checked by <see cref="Problems"/>.</summary>
public sealed record ContactsOptions
{
    /// <summary>Where the log is: <c>host:port,host:port</c>.</summary>
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>The topic of the reports.</summary>
    public string Topic { get; init; } = "contacts";

    /// <summary>The topic to which reports go that cannot be read, with the reason; empty for none.</summary>
    public string RejectedTopic { get; init; } = "contacts.rejected";

    /// <summary>The topic of the runs: what was begun with which parameters, and what was stopped or deleted.</summary>
    public string RunsTopic { get; init; } = "contacts.runs";

    /// <summary>The topic of the keys that people publish in the private mode.</summary>
    public string KeysTopic { get; init; } = "contacts.keys";

    /// <summary>Most runs of crowds that go on at the same time in this process.</summary>
    public int MostRuns { get; init; } = 8;

    /// <summary>The topic of the people who were erased.</summary>
    public string ErasedTopic { get; init; } = "contacts.erased";

    /// <summary>Partitions of the topic, where the application creates it; the people are spread over them.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Replicas of the topic, where the application creates it; -1 for the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>How far back the log is read at the start, in seconds.</summary>
    public int HistorySeconds { get; init; } = 3600;

    /// <summary>Days for which the log keeps reports, which are personal data.</summary>
    public int RetentionDays { get; init; } = 14;

    /// <summary>The PostgreSQL database in which people, contacts and infections are kept too, as Npgsql's connection string; empty for none.</summary>
    public string Store { get; init; } = "";

    /// <summary>Reports that are written to the database at once; when more wait, more are. A death is written at once.</summary>
    public int StoreBatch { get; init; } = 10;

    /// <summary>Milliseconds that a report waits at most for others to be written with.</summary>
    public int StoreWaitMs { get; init; } = 1_000;

    /// <summary>Most reports that are written at once.</summary>
    public int StoreMostReports { get; init; } = 20_000;

    /// <summary>Name of the consumer group that writes to the database.</summary>
    public string StoreGroup { get; init; } = "vicinity-contacts-store";

    /// <summary>Parameters of simulations that bring none of their own.</summary>
    public SimulationParameters Parameters { get; init; } = new();

    /// <summary>People of the crowd that runs in this process; 0 for none.</summary>
    public int CrowdPeople { get; init; }

    /// <summary>How many of the crowd are infected at its start.</summary>
    public int CrowdInfected { get; init; } = 3;

    /// <summary>Form of a crowd's reports in the log; null for JSON up to 2,000 people with about 4,000 contacts a tick, and the compact form beyond.</summary>
    public ReportForm? CrowdForm { get; init; }

    /// <summary>Ticks after which the crowd's run ends and the next one begins; 0 for never.</summary>
    public int CrowdTicks { get; init; } = 600;

    /// <summary>Milliseconds of a tick.</summary>
    public int TickMs { get; init; } = 1000;

    /// <summary>Seed of the first run of the crowd; later ones count up.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Milliseconds of silence after which somebody who lives is taken for lost.</summary>
    public long LostAfterMs { get; init; } = 10_000;

    /// <summary>Whether everybody may see where people are, without who they are; else the operator alone.</summary>
    public bool PublicPlaces { get; init; }

    /// <summary>Most simulations that are kept; the one heard of longest ago makes room.</summary>
    public int MostSimulations { get; init; } = 20;

    /// <summary>Most people of a simulation.</summary>
    public int MostPeople { get; init; } = 1_000_000;

    /// <summary>Most contacts that go on at once in a simulation whose reports are compact, 16 bytes each.</summary>
    public int MostOpenContacts { get; init; } = 16_000_000;

    /// <summary>Places of people over time that a simulation keeps for the time bar, 16 bytes each.</summary>
    public long MostFixes { get; init; } = 4_000_000;

    /// <summary>Points of the curves over time that a simulation keeps.</summary>
    public int MostTimelinePoints { get; init; } = 200_000;

    // A megabyte a second of JSON, which every client can read, is little; a hundred of them are not. A contact is told by both, in 150 bytes.
    private const int MostJsonPeople = 2_000;
    private const double MostJsonContacts = 4_000;

    /// <summary>The form of the reports of a crowd: JSON for a small one whose people are not close together, unless <see cref="CrowdForm"/> says which.</summary>
    public ReportForm FormOf(RunPlan plan) => CrowdForm ?? (plan.People <= MostJsonPeople && plan.ContactsATick() <= MostJsonContacts ? ReportForm.Json : ReportForm.Compact);

    /// <summary>What is wrong with the settings, each with name, value, bound and reason.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) problems.Add($"{name} is {value}, not from {least} to {most}: {reason}");
        }
        if (Topic.Length is 0 or > 200) problems.Add($"Topic is '{Topic}', not a name of 1 to 200 characters");
        if (ErasedTopic.Length is 0 or > 200 || ErasedTopic == Topic) problems.Add($"{nameof(ErasedTopic)} is '{ErasedTopic}', not a name of 1 to 200 characters that no other topic has");
        if (RejectedTopic.Length > 200) problems.Add($"{nameof(RejectedTopic)} is '{RejectedTopic[..40]}…' of {RejectedTopic.Length} characters, and a topic's name has 200 at most");
        if (RejectedTopic == Topic) problems.Add($"{nameof(RejectedTopic)} is '{RejectedTopic}' as {nameof(Topic)} is: what is rejected would be read again and rejected again");
        if (KeysTopic.Length is 0 or > 200 || KeysTopic == Topic || KeysTopic == RunsTopic || KeysTopic == RejectedTopic) problems.Add($"KeysTopic is '{KeysTopic}', not a name of 1 to 200 characters other than those of the other topics");
        if (RunsTopic.Length is 0 or > 200 || RunsTopic == Topic) problems.Add($"RunsTopic is '{RunsTopic}', not a name of 1 to 200 characters other than that of Topic");
        Between(nameof(MostRuns), MostRuns, 1, 100, "each takes a share of the processor");
        Between(nameof(Partitions), Partitions, 1, 1_000, "each is a log of its own");
        Between(nameof(HistorySeconds), HistorySeconds, 1, 30 * 24 * 3600, "the log is read from there on at the start");
        Between(nameof(RetentionDays), RetentionDays, 1, 3650, "reports are personal data");
        Between(nameof(CrowdPeople), CrowdPeople, 0, Crowd.MaxPeople, "0 is no crowd");
        if (CrowdPeople > 0) Between(nameof(CrowdInfected), CrowdInfected, 0, CrowdPeople, "no more than there are people");
        if (CrowdForm is { } form && !Enum.IsDefined(form)) problems.Add($"CrowdForm is {(int)form}, neither {nameof(ReportForm.Json)} nor {nameof(ReportForm.Compact)}");
        Between(nameof(CrowdTicks), CrowdTicks, 0, SimulationParameters.MaxTicks, "0 is no end");
        Between(nameof(TickMs), TickMs, 10, 3_600_000, "people report once a tick");
        Between(nameof(LostAfterMs), LostAfterMs, 1_000, 24L * 3600 * 1000, "people report each second");
        Between(nameof(MostSimulations), MostSimulations, 1, 1_000, "each is kept in memory");
        Between(nameof(MostPeople), MostPeople, 1, Crowd.MaxPeople, "each is kept in memory");
        Between(nameof(MostOpenContacts), MostOpenContacts, 1, 1_000_000_000, "each takes 16 bytes");
        Between(nameof(MostFixes), MostFixes, 1_000, 1_000_000_000, "each takes 16 bytes");
        Between(nameof(MostTimelinePoints), MostTimelinePoints, 100, 10_000_000, "each takes 40 bytes");
        Between(nameof(StoreBatch), StoreBatch, 1, StoreMostReports, $"no more than {nameof(StoreMostReports)}");
        Between(nameof(StoreWaitMs), StoreWaitMs, 1, 60_000, "the database is behind by so much");
        Between(nameof(StoreMostReports), StoreMostReports, 1, 200_000, "they are kept in memory");
        if (StoreGroup.Length is 0 or > 200) problems.Add($"{nameof(StoreGroup)} is a name of {StoreGroup.Length} characters, not of 1 to 200");
        problems.AddRange(Parameters.Problems().Select(p => p.ToString()));
        return problems;
    }
}
