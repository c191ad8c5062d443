using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>A broker served bytes that are not the records they should be: a wrong checksum or a malformed batch. Seeking past them goes on.</summary>
public sealed class CorruptRecordsException(TopicPartition partition, long offset, string reason, Exception? inner = null)
    : ClientException($"The batch of {partition} at offset {offset} cannot be read: {reason}.", inner: inner)
{
    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; } = partition;

    /// <summary>First offset of the batch.</summary>
    public long Offset { get; } = offset;
}
