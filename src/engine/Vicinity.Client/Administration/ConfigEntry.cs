namespace Vicinity.Client;

/// <summary>One setting.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when it is secret or has none.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="IsReadOnly">Whether it cannot be changed while the node runs.</param>
/// <param name="IsSensitive">Whether it is secret.</param>
public sealed record ConfigEntry(string Name, string? Value, ConfigSource Source, bool IsReadOnly, bool IsSensitive)
{
    /// <summary>Whether it has its default.</summary>
    public bool IsDefault => Source == ConfigSource.Default;
}
