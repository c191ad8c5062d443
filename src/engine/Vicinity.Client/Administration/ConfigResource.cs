namespace Vicinity.Client;

/// <summary>What a setting belongs to.</summary>
/// <param name="Type">Kind of resource, as the protocol numbers it: 2 topic, 4 node.</param>
/// <param name="Name">Name of the topic, or id of the node.</param>
public readonly record struct ConfigResource(int Type, string Name)
{
    /// <summary>A topic.</summary>
    public static ConfigResource Topic(string name) => new(2, name);

    /// <summary>A node.</summary>
    public static ConfigResource Node(int id) => new(4, id.ToString());

    /// <inheritdoc/>
    public override string ToString() => Type switch { 2 => $"topic {Name}", 4 => $"node {Name}", _ => $"resource {Type} {Name}" };
}
