namespace Vicinity.Architecture.Tests;

/// <summary>Which project of src/ may reference which: downwards only, and no further than it needs.</summary>
internal static class AllowedReferences
{
    private static readonly string[] s_applications = ["Vicinity.Traffic", "Vicinity.Contacts", "Vicinity.Weather", "Vicinity.Chat", "Vicinity.ClusterWatch"];
    private static readonly string[] s_applicationMay = ["Vicinity.Feeds", "Vicinity.Geo", "Vicinity.Client", "Vicinity.Records", "Vicinity.Model"];
    private static readonly string[] s_partMay = ["Vicinity.Gateway", "Vicinity.Feeds", "Vicinity.Grpc", "Vicinity.Geo", "Vicinity.Model"];
    private static readonly string[] s_weatherTransports = ["Vicinity.Weather.Grpc", "Vicinity.Weather.Mqtt", "Vicinity.Weather.RabbitMq", "Vicinity.Weather.Redis"];
    private static readonly string[] s_parts = ["Vicinity.Gateway.Traffic", "Vicinity.Gateway.Contacts", "Vicinity.Gateway.Weather", "Vicinity.Gateway.Chat", "Vicinity.Gateway.Cluster"];

    /// <summary>By project, the projects that it may name.</summary>
    public static IReadOnlyDictionary<string, string[]> Table { get; } = new Dictionary<string, string[]>
    {
        ["Vicinity.Model"] = [],
        ["Vicinity.Records"] = ["Vicinity.Model"],
        ["Vicinity.Protocol.Generator"] = [],
        ["Vicinity.Protocol"] = ["Vicinity.Protocol.Generator", "Vicinity.Records", "Vicinity.Model"],
        ["Vicinity.Consensus"] = ["Vicinity.Model"],
        ["Vicinity.Membership"] = ["Vicinity.Model"],
        ["Vicinity.Storage"] = ["Vicinity.Records", "Vicinity.Model"],
        ["Vicinity.Transport"] = ["Vicinity.Model"],
        ["Vicinity.Broker"] = ["Vicinity.Client", "Vicinity.Consensus", "Vicinity.Membership", "Vicinity.Storage", "Vicinity.Transport", "Vicinity.Protocol", "Vicinity.Records", "Vicinity.Model"],
        ["Vicinity.Client"] = ["Vicinity.Protocol", "Vicinity.Records", "Vicinity.Model"],
        ["Vicinity.Feeds"] = ["Vicinity.Client", "Vicinity.Records", "Vicinity.Model"],
        ["Vicinity.Geo"] = ["Vicinity.Model"],
        ["Vicinity.Traffic"] = s_applicationMay,
        ["Vicinity.Contacts"] = s_applicationMay,
        ["Vicinity.Contacts.Postgres"] = [.. s_applicationMay, "Vicinity.Contacts"],
        ["Vicinity.Weather"] = s_applicationMay,
        ["Vicinity.Weather.Grpc"] = [.. s_applicationMay, "Vicinity.Weather"],
        ["Vicinity.Weather.Mqtt"] = [.. s_applicationMay, "Vicinity.Weather"],
        ["Vicinity.Weather.RabbitMq"] = [.. s_applicationMay, "Vicinity.Weather"],
        ["Vicinity.Weather.Redis"] = [.. s_applicationMay, "Vicinity.Weather"],
        ["Vicinity.Chat"] = s_applicationMay,
        ["Vicinity.ClusterWatch"] = s_applicationMay,
        ["Vicinity.Grpc"] = ["Vicinity.Model"],
        ["Vicinity.Gateway"] = ["Vicinity.Feeds", "Vicinity.Geo", "Vicinity.Model"],
        ["Vicinity.Gateway.Traffic"] = [.. s_partMay, "Vicinity.Traffic"],
        ["Vicinity.Gateway.Contacts"] = [.. s_partMay, "Vicinity.Contacts"],
        ["Vicinity.Gateway.Weather"] = [.. s_partMay, "Vicinity.Weather"],
        ["Vicinity.Gateway.Chat"] = [.. s_partMay, "Vicinity.Chat"],
        ["Vicinity.Gateway.Cluster"] = [.. s_partMay, "Vicinity.ClusterWatch"],
        ["Vicinity.Cli"] = [.. s_applications, "Vicinity.Contacts.Postgres", .. s_weatherTransports, .. s_parts, .. s_applicationMay, "Vicinity.Grpc", "Vicinity.Gateway", "Vicinity.Broker"],
    };
}
