using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>Translates between the errors of the traffic API and those of the protocol and the client.</summary>
public static class TrafficErrors
{
    /// <summary>The error of the traffic API that a protocol error stands for; null when it stands for none.</summary>
    /// <param name="code">The protocol's error.</param>
    /// <param name="topic">The topic that was asked for.</param>
    /// <param name="inner">What was caught.</param>
    public static TrafficException? From(ErrorCode code, string topic, Exception? inner = null) => code switch
    {
        ErrorCode.TopicAlreadyExists => new DuplicateTopicNameException(topic, inner),
        ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId or ErrorCode.InvalidTopicException =>
            new TopicClusterDoesNotExistException(topic, inner),
        ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable or ErrorCode.NotController =>
            new DisconnectedServerException(inner?.Message ?? code.ToString(), inner),
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderOrFollower or ErrorCode.ReplicaNotAvailable or ErrorCode.RequestTimedOut
            or ErrorCode.InvalidReplicationFactor or ErrorCode.EligibleLeadersNotAvailable =>
            new InsufficientReplicasException(inner?.Message ?? code.ToString(), inner),
        ErrorCode.OffsetNotAvailable or ErrorCode.OffsetOutOfRange or ErrorCode.CorruptMessage or ErrorCode.KafkaStorageError =>
            new DataNotAvailableException(topic, inner?.Message ?? code.ToString(), inner),
        _ => null,
    };

    /// <summary>The error of the traffic API that an error of the client stands for; null when it stands for none.</summary>
    public static TrafficException? From(ClientException error, string topic) => error switch
    {
        DisconnectedException => new DisconnectedServerException(error.Message, error),
        // A request was on its way when the connection broke.
        { InnerException: DisconnectedException or RequestTimeoutException } and not DeliveryException => new DisconnectedServerException(error.Message, error),
        KafkaErrorException kafka => From(kafka.Code, topic, error),
        // A record that the client gave up on has not reached its replicas in time.
        DeliveryException { Code: ErrorCode.None } => new InsufficientReplicasException(error.Message, error),
        DeliveryException delivery => From(delivery.Code, topic, error) ?? new InsufficientReplicasException(error.Message, error),
        RequestTimeoutException => new DisconnectedServerException(error.Message, error),
        _ => null,
    };
}
