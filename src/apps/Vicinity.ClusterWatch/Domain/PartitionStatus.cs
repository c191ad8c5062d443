using System.Text.Json.Serialization;

namespace Vicinity.ClusterWatch;

/// <summary>How a partition is, from best to worst.</summary>
[JsonConverter(typeof(CamelCaseEnum<PartitionStatus>))]
public enum PartitionStatus
{
    /// <summary>All replicas are in sync.</summary>
    Ok,

    /// <summary>Some replica is away or behind; reads and writes go on.</summary>
    UnderReplicated,

    /// <summary>Too few replicas are in sync: what was acknowledged can be read, writes are refused.</summary>
    ReadOnly,

    /// <summary>Nobody leads it: an election is under way, or a majority is away.</summary>
    NoLeader,
}
