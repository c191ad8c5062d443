namespace Vicinity.Client;

/// <summary>Where a setting's value comes from.</summary>
public enum ConfigSource
{
    /// <summary>The broker does not tell.</summary>
    Unknown = 0,

    /// <summary>Set for the topic.</summary>
    Topic = 1,

    /// <summary>Set for the node while it runs.</summary>
    DynamicNode = 2,

    /// <summary>Set for all nodes while they run.</summary>
    DynamicCluster = 3,

    /// <summary>Given to the node at its start.</summary>
    Static = 4,

    /// <summary>Built in.</summary>
    Default = 5,
}
