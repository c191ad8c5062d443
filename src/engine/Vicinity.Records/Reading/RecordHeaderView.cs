using System.Text;

namespace Vicinity.Records;

/// <summary>A header as views into a batch's bytes.</summary>
public readonly ref struct RecordHeaderView
{
    /// <summary>Name, UTF-8.</summary>
    public ReadOnlySpan<byte> KeyUtf8 { get; init; }

    /// <summary>Value, or null.</summary>
    public NullableBytes Value { get; init; }

    /// <summary>Name as a new string.</summary>
    public string Key => Encoding.UTF8.GetString(KeyUtf8);

    /// <summary>A copy that outlives the batch.</summary>
    public RecordHeader ToHeader() => new(Key, Value.IsNull ? null : (ReadOnlyMemory<byte>?)Value.Span.ToArray());
}
