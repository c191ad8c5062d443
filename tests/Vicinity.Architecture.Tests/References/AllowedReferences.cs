namespace Vicinity.Architecture.Tests;

/// <summary>Which project of src/ may reference which: downwards only, and no further than it needs.</summary>
internal static class AllowedReferences
{
    private static readonly string[] _applications = ["Vicinity.Traffic", "Vicinity.Contacts", "Vicinity.Weather", "Vicinity.Chat", "Vicinity.ClusterWatch"];
    private static readonly string[] _applicationMay = ["Vicinity.Feeds", "Vicinity.Geo", "Vicinity.Client", "Vicinity.Records", "Vicinity.Model"];
    private static readonly string[] _partMay = ["Vicinity.Gateway", "Vicinity.Feeds", "Vicinity.Grpc", "Vicinity.Geo", "Vicinity.Model"];
    private static readonly string[] _parts = ["Vicinity.Gateway.Traffic", "Vicinity.Gateway.Contacts", "Vicinity.Gateway.Weather", "Vicinity.Gateway.Chat", "Vicinity.Gateway.Cluster"];

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
        ["Vicinity.Traffic"] = _applicationMay,
        ["Vicinity.Contacts"] = _applicationMay,
        ["Vicinity.Weather"] = _applicationMay,
        ["Vicinity.Chat"] = _applicationMay,
        ["Vicinity.ClusterWatch"] = _applicationMay,
        ["Vicinity.Grpc"] = ["Vicinity.Model"],
        ["Vicinity.Gateway"] = ["Vicinity.Feeds", "Vicinity.Geo", "Vicinity.Model"],
        ["Vicinity.Gateway.Traffic"] = [.. _partMay, "Vicinity.Traffic"],
        ["Vicinity.Gateway.Contacts"] = [.. _partMay, "Vicinity.Contacts"],
        ["Vicinity.Gateway.Weather"] = [.. _partMay, "Vicinity.Weather"],
        ["Vicinity.Gateway.Chat"] = [.. _partMay, "Vicinity.Chat"],
        ["Vicinity.Gateway.Cluster"] = [.. _partMay, "Vicinity.ClusterWatch"],
        ["Vicinity.Cli"] = [.. _applications, .. _parts, .. _applicationMay, "Vicinity.Grpc", "Vicinity.Gateway", "Vicinity.Broker"],
    };
}
