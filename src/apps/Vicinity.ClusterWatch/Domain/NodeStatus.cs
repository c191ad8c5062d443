using System.Text.Json.Serialization;

namespace Vicinity.ClusterWatch;

/// <summary>How a node is, as the watcher sees it.</summary>
[JsonConverter(typeof(CamelCaseEnum<NodeStatus>))]
public enum NodeStatus
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    /// <summary>It answers.</summary>
    Alive,

    /// <summary>It can be connected to but does not answer: paused, stuck, or cut off.</summary>
    Silent,

    /// <summary>Nobody listens at its address.</summary>
    Away,
}
