using System.Collections.Generic;

namespace Vicinity.Protocol.Generator;

/// <summary>A named list of fields: the body of a message or an element of it.</summary>
internal sealed class StructDefinition
{
    public StructDefinition(string name, VersionRange versions)
    {
        Name = name;
        Versions = versions;
    }

    public string Name { get; }

    /// <summary>Versions of the message in which the struct can occur.</summary>
    public VersionRange Versions { get; }

    public List<FieldDefinition> Fields { get; } = new();

    public string? Comment { get; set; }
}
