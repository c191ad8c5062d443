namespace Vicinity.Protocol.Generator;

/// <summary>What a field's bytes mean; the notation's word for each is in <see cref="FieldKinds"/>.</summary>
internal enum FieldKind
{
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt16,
    Uuid,
    String,
    Bytes,
    Records,
    Error,
    Struct,
}
