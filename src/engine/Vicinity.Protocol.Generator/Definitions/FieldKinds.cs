using System.Collections.Generic;

namespace Vicinity.Protocol.Generator;

/// <summary>Words of the notation, C# types, and sizes of the primitive kinds.</summary>
internal static class FieldKinds
{
    private static readonly Dictionary<string, FieldKind> s_byWord = new()
    {
        ["bool"] = FieldKind.Bool,
        ["i8"] = FieldKind.Int8,
        ["i16"] = FieldKind.Int16,
        ["i32"] = FieldKind.Int32,
        ["i64"] = FieldKind.Int64,
        ["u16"] = FieldKind.UInt16,
        ["uuid"] = FieldKind.Uuid,
        ["str"] = FieldKind.String,
        ["bytes"] = FieldKind.Bytes,
        ["records"] = FieldKind.Records,
        ["error"] = FieldKind.Error,
    };

    /// <summary>The kind that <paramref name="word"/> names; any other word is the name of a struct.</summary>
    public static FieldKind Of(string word) => s_byWord.TryGetValue(word, out var kind) ? kind : FieldKind.Struct;

    public static string CSharpType(FieldKind kind) => kind switch
    {
        FieldKind.Bool => "bool",
        FieldKind.Int8 => "sbyte",
        FieldKind.Int16 => "short",
        FieldKind.Int32 => "int",
        FieldKind.Int64 => "long",
        FieldKind.UInt16 => "ushort",
        FieldKind.Uuid => "System.Guid",
        FieldKind.String => "string",
        FieldKind.Error => "ErrorCode",
        _ => "System.ReadOnlyMemory<byte>",
    };

    /// <summary>The part of a reader's or writer's method name that stands for the kind: <c>ReadInt32</c>, <c>WriteUuid</c>.</summary>
    public static string MethodWord(FieldKind kind) => kind switch
    {
        FieldKind.Bool => "Boolean",
        FieldKind.Records => "Bytes",
        FieldKind.Error => "ErrorCode",
        _ => kind.ToString(),
    };

    /// <summary>Fewest bytes that a value takes in any encoding.</summary>
    public static int SmallestSize(FieldKind kind, bool everFlexible) => kind switch
    {
        FieldKind.Bool or FieldKind.Int8 => 1,
        FieldKind.Int16 or FieldKind.UInt16 or FieldKind.Error => 2,
        FieldKind.Int32 => 4,
        FieldKind.Int64 => 8,
        FieldKind.Uuid => 16,
        FieldKind.String => everFlexible ? 1 : 2,
        _ => everFlexible ? 1 : 4,
    };
}
