using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>What became of a batch of records.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="BaseOffset">Offset of the first record; -1 when it is not known.</param>
/// <param name="RecordCount">Number of records.</param>
/// <param name="Error">Why they were not delivered; null when they were.</param>
public readonly record struct BatchDelivery(TopicPartition Partition, long BaseOffset, int RecordCount, DeliveryException? Error);
