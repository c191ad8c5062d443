using System.Text.Json.Serialization;

namespace Vicinity.ClusterWatch;

/// <summary>How bad something is that happened.</summary>
[JsonConverter(typeof(CamelCaseEnum<Severity>))]
public enum Severity
{
    /// <summary>It happens every day.</summary>
    Info,

    /// <summary>Something works again.</summary>
    Good,

    /// <summary>Something is away; the cluster copes.</summary>
    Warning,

    /// <summary>Somebody is refused, or data are gone.</summary>
    Bad,
}
