using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>Learns which partitions a consumer gets and gives up. Called inside polls, never while a batch is being processed.</summary>
public interface IRebalanceListener
{
    /// <summary>The partitions that are read from now on.</summary>
    ValueTask OnAssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel);

    /// <summary>The partitions that are about to be given up. They are still this consumer's: the moment to commit.</summary>
    ValueTask OnRevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel);

    /// <summary>The partitions that were taken away while this consumer was cut off: others may read them already.</summary>
    ValueTask OnLostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel);
}
