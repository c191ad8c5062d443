using System.Text;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>A record that was read, copied out of its batch.</summary>
public sealed record ConsumedRecord
{
    /// <summary>Its topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Number of its partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Its offset.</summary>
    public required long Offset { get; init; }

    /// <summary>Milliseconds since 1970; -1 for none.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Key, or null.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Value, or null.</summary>
    public byte[]? Value { get; init; }

    /// <summary>Headers, in order.</summary>
    public IReadOnlyList<RecordHeader> Headers { get; init; } = [];

    /// <summary>Topic and partition.</summary>
    public TopicPartition TopicPartition => new(Topic, Partition);

    /// <summary>Key as UTF-8 text, or null.</summary>
    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);

    /// <summary>Value as UTF-8 text, or null.</summary>
    public string? ValueText => Value is null ? null : Encoding.UTF8.GetString(Value);

    internal static ConsumedRecord Copy(in Record record, TopicPartition partition) => new()
    {
        Topic = partition.Topic,
        Partition = partition.Partition,
        Offset = record.Offset,
        TimestampMs = record.Timestamp,
        Key = record.Key.ToArray(),
        Value = record.Value.ToArray(),
        Headers = record.CopyHeaders(),
    };
}
