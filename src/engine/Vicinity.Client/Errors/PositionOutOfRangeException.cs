using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>A partition does not hold the wanted offset (or a group has none yet), and the reset policy is none.</summary>
public sealed class PositionOutOfRangeException(TopicPartition partition, long offset)
    : ClientException(offset < 0
        ? $"The group has no committed offset in {partition}, and AutoOffsetReset is None."
        : $"{partition} does not hold offset {offset}, and AutoOffsetReset is None.")
{
    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; } = partition;

    /// <summary>The wanted offset; -1 for none.</summary>
    public long Offset { get; } = offset;
}
