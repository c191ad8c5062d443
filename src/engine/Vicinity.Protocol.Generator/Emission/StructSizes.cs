using System.Collections.Generic;
using System.Linq;

namespace Vicinity.Protocol.Generator;

/// <summary>Fewest bytes that structs take: the bound that an array's count is checked against before anything is allocated.</summary>
internal sealed class StructSizes
{
    private readonly Dictionary<string, int> _smallest = new();
    private readonly bool _everFlexible;

    /// <param name="structs">The structs of one message; an element's struct comes after the one that holds it.</param>
    public StructSizes(IReadOnlyList<StructDefinition> structs, bool everFlexible)
    {
        _everFlexible = everFlexible;
        foreach (var definition in structs.Reverse())
            _smallest[definition.Name] = System.Math.Max(1, definition.Fields.Sum(field => Smallest(field, definition)));
    }

    public int Of(string structName) => _smallest[structName];

    private int Smallest(FieldDefinition field, StructDefinition owner)
    {
        if (field.Tag is not null || !field.Versions.Covers(owner.Versions))
            return 0;
        if (field.IsArray)
            return _everFlexible ? 1 : 4;
        return field.Kind == FieldKind.Struct ? Of(field.TypeWord) : FieldKinds.SmallestSize(field.Kind, _everFlexible);
    }
}
