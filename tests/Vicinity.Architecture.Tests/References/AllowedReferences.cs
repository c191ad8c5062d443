namespace Vicinity.Architecture.Tests;

/// <summary>Which project of src/ may reference which: downwards only, and no further than it needs.</summary>
internal static class AllowedReferences
{
    private static readonly string[] _applications = ["Vicinity.Traffic", "Vicinity.Contacts", "Vicinity.Weather", "Vicinity.Chat", "Vicinity.ClusterWatch"];
    private static readonly string[] _applicationMay = ["Vicinity.Feeds", "Vicinity.Geo", "Vicinity.Client", "Vicinity.Records", "Vicinity.Model"];
    private static readonly string[] _gatewayMay = [.. _applications, "Vicinity.Feeds", "Vicinity.Grpc", "Vicinity.Geo", "Vicinity.Client", "Vicinity.Records", "Vicinity.Model"];

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
        ["Vicinity.Gateway"] = _gatewayMay,
        ["Vicinity.Cli"] = [.. _gatewayMay, "Vicinity.Gateway", "Vicinity.Broker"],
    };
}
