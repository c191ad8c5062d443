using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A record could not be delivered, or it is not known whether it was.</summary>
public sealed class DeliveryException(TopicPartition partition, ErrorCode code, string reason, bool isRetriable, Exception? inner = null)
    : ClientException($"A record to {(partition.Partition < 0 ? partition.Topic : partition.ToString())} was not delivered: {reason}{(code == ErrorCode.None ? "" : $" [{code.Name()}]")}.", isRetriable, inner)
{
    /// <summary>Where it should have gone; partition -1 when none was chosen yet.</summary>
    public TopicPartition Partition { get; } = partition;

    /// <summary>The broker's error; none when it was the client that gave up.</summary>
    public ErrorCode Code { get; } = code;
}
