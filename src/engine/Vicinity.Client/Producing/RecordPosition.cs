using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>Where a delivered record lies.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset; -1 when the broker did not tell (<see cref="Acks.None"/>).</param>
/// <param name="TimestampMs">Its timestamp, milliseconds since 1970: the producer's, or the leader's where the topic says so.</param>
public readonly record struct RecordPosition(TopicPartition Partition, long Offset, long TimestampMs);
