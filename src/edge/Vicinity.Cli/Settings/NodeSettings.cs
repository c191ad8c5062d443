using System.Collections;
using System.Text.Json;
using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary>
/// The node's settings from <c>appsettings.json</c> (section Node) and the environment (<c>VICINITY__NODE__NAME</c>), the latter stronger. Read by hand:
/// a node starts in a fraction of a second, and a configuration framework would be a third of it.
/// </summary>
internal static class NodeSettings
{
    private const string EnvironmentPrefix = "VICINITY__NODE__";

    /// <exception cref="UsageException">A value is not of its type, or a name is not known.</exception>
    public static BrokerOptions Load()
    {
        var options = new BrokerOptions();
        var defaults = new Dictionary<string, string>();
        foreach ((string name, string value, string where) in FromFile().Concat(FromEnvironment())) options = Apply(options, defaults, name, value, where);
        return options with { TopicDefaults = defaults };
    }

    private static IEnumerable<(string Name, string Value, string Where)> FromFile()
    {
        const string File = "appsettings.json";
        if (!System.IO.File.Exists(File)) yield break;
        using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllText(File), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (!document.RootElement.TryGetProperty("Node", out JsonElement node)) yield break;
        foreach (JsonProperty property in node.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty inner in property.Value.EnumerateObject()) yield return ($"{property.Name}__{inner.Name}", inner.Value.ToString(), File);
            }
            else
            {
                yield return (property.Name, property.Value.ToString(), File);
            }
        }
    }

    private static IEnumerable<(string Name, string Value, string Where)> FromEnvironment()
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)) yield return (name[EnvironmentPrefix.Length..], (string?)entry.Value ?? "", name);
        }
    }

    private static BrokerOptions Apply(BrokerOptions options, Dictionary<string, string> defaults, string name, string value, string where)
    {
        const string TopicDefaults = "TOPICDEFAULTS__";
        string upper = name.ToUpperInvariant();
        if (upper.StartsWith(TopicDefaults, StringComparison.Ordinal))
        {
            defaults[name[TopicDefaults.Length..].ToLowerInvariant()] = value;
            return options;
        }

        return upper switch
        {
            "DATA" or "DATAFOLDER" => options with { DataFolder = value },
            "LISTEN" => options with { Listen = EndPointText.Parse(where, value) },
            "ADVERTISEDHOST" => options with { AdvertisedHost = value },
            "NODEID" => options with { NodeId = Int() },
            "DEFAULTPARTITIONS" => options with { DefaultPartitions = Int() },
            "AUTOCREATETOPICS" => options with { AutoCreateTopics = Bool() },
            "MAXREQUESTBYTES" => options with { MaxRequestBytes = Int() },
            "MAXCONNECTIONS" => options with { MaxConnections = Int() },
            "MAXINFLIGHTPERCONNECTION" => options with { MaxInFlightPerConnection = Int() },
            "MAXFETCHBYTES" => options with { MaxFetchBytes = Int() },
            "MAXPARTITIONS" => options with { MaxPartitions = Int() },
            "FLUSHTHREADS" => options with { FlushThreads = Int() },
            "GROUPMINSESSIONTIMEOUTMS" => options with { GroupMinSessionTimeout = TimeSpan.FromMilliseconds(Int()) },
            "GROUPMAXSESSIONTIMEOUTMS" => options with { GroupMaxSessionTimeout = TimeSpan.FromMilliseconds(Int()) },
            "GROUPINITIALREBALANCEDELAYMS" => options with { GroupInitialRebalanceDelay = TimeSpan.FromMilliseconds(Int()) },
            _ => throw new UsageException($"{where}: '{name}' is no setting of a node; docs/operating.md lists them"),
        };

        int Int() => int.TryParse(value, out int number) ? number : throw new UsageException($"{where}: {name} is '{value}', not a whole number");
        bool Bool() => bool.TryParse(value, out bool flag) ? flag : throw new UsageException($"{where}: {name} is '{value}', not true or false");
    }
}
