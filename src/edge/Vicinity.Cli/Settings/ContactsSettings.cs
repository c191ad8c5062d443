using Vicinity.Contacts;
using Vicinity.Contacts.Postgres;

namespace Vicinity.Cli;

/// <summary>Settings of the contacts application: section <c>Contacts</c>.</summary>
internal static class ContactsSettings
{
    private const int LongestFile = 65_536;

    /// <summary>The settings, overruled by what stands on the command line.</summary>
    /// <param name="overrule">Puts in what stands on the command line.</param>
    /// <param name="written">The names of settings that options gave, with those of the options.</param>
    /// <exception cref="UsageException">A value is not of its type or out of its bounds, or a name is not known.</exception>
    public static ContactsOptions Load(Func<ContactsOptions, ContactsOptions> overrule, params IEnumerable<(string Setting, string Option)> written)
    {
        ContactsOptions options = overrule(SettingsSource.Of("Contacts").Aggregate(new ContactsOptions(), Apply));
        SettingProblems.Refuse(options.Problems(), written);
        return options;
    }

    /// <summary>Reads parameters of a simulation from a JSON file with the names of the original program; those that it leaves out keep their values.</summary>
    /// <param name="where">The option or setting that names the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="others">The values of what is left out; null for the defaults.</param>
    /// <exception cref="UsageException">The file cannot be read, or a value is wrong.</exception>
    public static SimulationParameters ReadParameters(string where, string path, SimulationParameters? others = null)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > LongestFile) throw new UsageException($"{where} '{path}' has {file.Length} bytes, more than {LongestFile}: it is to be a JSON object of parameters");
            SimulationParameters parameters = ParameterJson.Read(File.ReadAllBytes(path), others ?? new SimulationParameters());
            parameters.Check();
            return parameters;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{where} '{path}' is not a file of parameters that can be read: {e.Message}");
        }
    }

    /// <summary>Checks the connection string of the store.</summary>
    /// <param name="where">The option or setting that gives it.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static void CheckStore(string where, ContactsOptions options)
    {
        if (options.Store.Length == 0) return;
        try
        {
            StoreConnection.Parse(options.Store);
        }
        catch (StoreException wrong)
        {
            throw new UsageException($"{where}: {wrong.Message}");
        }
    }

    private static ContactsOptions Apply(ContactsOptions options, FoundSetting setting) => setting.Name.ToUpperInvariant() switch
    {
        "TOPIC" => options with { Topic = setting.Value },
        "RUNSTOPIC" => options with { RunsTopic = setting.Value },
        "KEYSTOPIC" => options with { KeysTopic = setting.Value },
        "MOSTRUNS" => options with { MostRuns = setting.Int() },
        "ERASEDTOPIC" => options with { ErasedTopic = setting.Value },
        "REJECTEDTOPIC" => options with { RejectedTopic = setting.Value },
        "STORE" => options with { Store = setting.Value },
        "STOREBATCH" => options with { StoreBatch = setting.Int() },
        "STOREWAITMS" => options with { StoreWaitMs = setting.Int() },
        "STOREMOSTREPORTS" => options with { StoreMostReports = setting.Int() },
        "STOREGROUP" => options with { StoreGroup = setting.Value },
        "PARTITIONS" => options with { Partitions = setting.Int() },
        "REPLICAS" => options with { Replicas = (short)setting.Int() },
        "HISTORYSECONDS" => options with { HistorySeconds = setting.Int() },
        "RETENTIONDAYS" => options with { RetentionDays = setting.Int() },
        "PARAMETERS" => options with { Parameters = ReadParameters($"{setting.Where}: {setting.Name}", setting.Value) },
        "CROWDPEOPLE" => options with { CrowdPeople = setting.Int() },
        "CROWDINFECTED" => options with { CrowdInfected = setting.Int() },
        "CROWDTICKS" => options with { CrowdTicks = setting.Int() },
        "TICKMS" => options with { TickMs = setting.Int() },
        "SEED" => options with { Seed = setting.Long() },
        "LOSTAFTERMS" => options with { LostAfterMs = setting.Long() },
        "PUBLICPLACES" => options with { PublicPlaces = setting.Bool() },
        "MOSTSIMULATIONS" => options with { MostSimulations = setting.Int() },
        "MOSTPEOPLE" => options with { MostPeople = setting.Int() },
        "CROWDFORM" => options with { CrowdForm = Form(setting) },
        "MOSTOPENCONTACTS" => options with { MostOpenContacts = setting.Int() },
        "MOSTFIXES" => options with { MostFixes = setting.Long() },
        "MOSTTIMELINEPOINTS" => options with { MostTimelinePoints = setting.Int() },
        _ => throw setting.Unknown(),
    };

    private static ReportForm Form(FoundSetting setting) => Enum.TryParse(setting.Value, ignoreCase: true, out ReportForm form) && Enum.IsDefined(form) ? form
        : throw new UsageException($"{setting.Where}: {setting.Name} is '{setting.Value}', not json or compact");
}
