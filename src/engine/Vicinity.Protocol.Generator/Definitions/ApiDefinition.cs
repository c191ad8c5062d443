using System.Collections.Generic;

namespace Vicinity.Protocol.Generator;

/// <summary>One definition file: an API with its request and response.</summary>
internal sealed class ApiDefinition
{
    public string Name { get; set; } = "";

    public int Key { get; set; } = -1;

    public VersionRange Versions { get; set; }

    /// <summary>First version with compact encodings and tagged sections; <see cref="int.MaxValue"/> for none.</summary>
    public int FirstFlexible { get; set; } = int.MaxValue;

    public bool EverFlexible => FirstFlexible <= Versions.Highest;

    /// <summary>Structs of the request; the first is the message itself.</summary>
    public List<StructDefinition> Request { get; } = new();

    /// <summary>Structs of the response; the first is the message itself.</summary>
    public List<StructDefinition> Response { get; } = new();
}
