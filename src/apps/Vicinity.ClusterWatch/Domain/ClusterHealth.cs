using System.Text.Json.Serialization;

namespace Vicinity.ClusterWatch;

/// <summary>How a cluster is, from best to worst.</summary>
[JsonConverter(typeof(CamelCaseEnum<ClusterHealth>))]
public enum ClusterHealth
{
    /// <summary>All nodes answer, all partitions have all their replicas.</summary>
    Ok,

    /// <summary>Something is away or behind; reads and writes go on everywhere.</summary>
    Degraded,

    /// <summary>Some partition takes no writes.</summary>
    Critical,

    /// <summary>No node answers.</summary>
    Unreachable,
}
