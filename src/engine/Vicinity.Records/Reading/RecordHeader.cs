namespace Vicinity.Records;

/// <summary>A named annotation of a record. Names may repeat; order is kept.</summary>
/// <param name="Key">Name; not null.</param>
/// <param name="Value">Bytes, or null.</param>
public readonly record struct RecordHeader(string Key, ReadOnlyMemory<byte>? Value);
