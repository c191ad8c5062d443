namespace Vicinity.Protocol.Generator;

/// <summary>One field of a struct or message.</summary>
internal sealed class FieldDefinition
{
    public FieldDefinition(string name, FieldKind kind, string typeWord, bool isArray, VersionRange versions)
    {
        Name = name;
        Kind = kind;
        TypeWord = typeWord;
        IsArray = isArray;
        Versions = versions;
    }

    public string Name { get; }

    public FieldKind Kind { get; }

    /// <summary>The type as the definition writes it: a primitive's word or a struct's name.</summary>
    public string TypeWord { get; }

    public bool IsArray { get; }

    public VersionRange Versions { get; }

    /// <summary>Versions in which null is allowed; null when it never is.</summary>
    public VersionRange? NullableVersions { get; set; }

    /// <summary>Number in the tagged section; null for a field at its listed place.</summary>
    public int? Tag { get; set; }

    /// <summary>The default as written, a number or a bool; null for the type's own.</summary>
    public string? Default { get; set; }

    public string? Comment { get; set; }

    /// <summary>Whether absence of a tagged struct shows as null.</summary>
    public bool IsOptionalStruct => Kind == FieldKind.Struct && !IsArray && Tag is not null;

    public bool IsNullableInCSharp => NullableVersions is not null || IsOptionalStruct;

    /// <summary>A C# expression on <c>version</c>: is null allowed? <paramref name="owner"/> is the range of the struct that holds the field.</summary>
    public string NullCondition(VersionRange owner)
    {
        if (NullableVersions is not { } range)
            return "false";
        return range.Covers(Versions) ? "true" : range.Condition(owner) ?? "true";
    }
}
