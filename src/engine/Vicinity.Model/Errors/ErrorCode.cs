namespace Vicinity.Model;

/// <summary>Error numbers of the protocol. A number without a name here comes from a newer peer and is kept as it is.</summary>
public enum ErrorCode : short
{
    /// <summary>The server met an error it did not expect.</summary>
    UnknownServerError = -1,

    /// <summary>Success.</summary>
    None = 0,

    /// <summary>The offset is outside the range that the partition holds.</summary>
    OffsetOutOfRange = 1,

    /// <summary>The batch's checksum or length is wrong.</summary>
    CorruptMessage = 2,

    /// <summary>The node does not know the topic or partition.</summary>
    UnknownTopicOrPartition = 3,

    /// <summary>The fetch size is not valid.</summary>
    InvalidFetchSize = 4,

    /// <summary>The partition has no leader at the moment.</summary>
    LeaderNotAvailable = 5,

    /// <summary>The node is neither leader nor follower of the partition.</summary>
    NotLeaderOrFollower = 6,

    /// <summary>The work was not done within the request's timeout.</summary>
    RequestTimedOut = 7,

    /// <summary>The node is shutting down.</summary>
    BrokerNotAvailable = 8,

    /// <summary>The replica is not available.</summary>
    ReplicaNotAvailable = 9,

    /// <summary>The batch is larger than the topic allows.</summary>
    MessageTooLarge = 10,

    /// <summary>The controller's epoch is too old.</summary>
    StaleControllerEpoch = 11,

    /// <summary>The text stored with a committed offset is too long.</summary>
    OffsetMetadataTooLarge = 12,

    /// <summary>The connection was lost before the answer arrived.</summary>
    NetworkException = 13,

    /// <summary>The coordinator is still reading its state.</summary>
    CoordinatorLoadInProgress = 14,

    /// <summary>The group has no coordinator at the moment.</summary>
    CoordinatorNotAvailable = 15,

    /// <summary>The node does not coordinate the group.</summary>
    NotCoordinator = 16,

    /// <summary>The topic's name is not valid.</summary>
    InvalidTopicException = 17,

    /// <summary>The batch is larger than a segment.</summary>
    RecordListTooLarge = 18,

    /// <summary>Too few replicas are in sync; nothing was written.</summary>
    NotEnoughReplicas = 19,

    /// <summary>The batch was written, but reached too few replicas.</summary>
    NotEnoughReplicasAfterAppend = 20,

    /// <summary>The acks setting is none of -1, 0, 1.</summary>
    InvalidRequiredAcks = 21,

    /// <summary>The generation is not the group's current one.</summary>
    IllegalGeneration = 22,

    /// <summary>The member shares no protocol with the group.</summary>
    InconsistentGroupProtocol = 23,

    /// <summary>The group id is not valid.</summary>
    InvalidGroupId = 24,

    /// <summary>The group does not know the member.</summary>
    UnknownMemberId = 25,

    /// <summary>The session timeout is outside the allowed range.</summary>
    InvalidSessionTimeout = 26,

    /// <summary>The group is rebalancing; the member must join again.</summary>
    RebalanceInProgress = 27,

    /// <summary>The committed offsets are too large to store.</summary>
    InvalidCommitOffsetSize = 28,

    /// <summary>Not allowed for this topic.</summary>
    TopicAuthorizationFailed = 29,

    /// <summary>Not allowed for this group.</summary>
    GroupAuthorizationFailed = 30,

    /// <summary>Not allowed on this cluster.</summary>
    ClusterAuthorizationFailed = 31,

    /// <summary>The record's timestamp is outside the allowed range.</summary>
    InvalidTimestamp = 32,

    /// <summary>The server does not offer this SASL mechanism.</summary>
    UnsupportedSaslMechanism = 33,

    /// <summary>The request is not allowed at this point of authentication.</summary>
    IllegalSaslState = 34,

    /// <summary>The server does not speak this version of the API.</summary>
    UnsupportedVersion = 35,

    /// <summary>A topic of this name exists already.</summary>
    TopicAlreadyExists = 36,

    /// <summary>The number of partitions is not valid.</summary>
    InvalidPartitions = 37,

    /// <summary>The replication factor is not valid.</summary>
    InvalidReplicationFactor = 38,

    /// <summary>The assignment of replicas is not valid.</summary>
    InvalidReplicaAssignment = 39,

    /// <summary>A configuration key or value is not valid.</summary>
    InvalidConfig = 40,

    /// <summary>The node is not the controller.</summary>
    NotController = 41,

    /// <summary>The request contradicts itself or the protocol.</summary>
    InvalidRequest = 42,

    /// <summary>The message format does not support this.</summary>
    UnsupportedForMessageFormat = 43,

    /// <summary>The request breaks a policy of the cluster.</summary>
    PolicyViolation = 44,

    /// <summary>The batch's sequence number leaves a gap or goes back.</summary>
    OutOfOrderSequenceNumber = 45,

    /// <summary>The batch was written before.</summary>
    DuplicateSequenceNumber = 46,

    /// <summary>The producer's epoch is older than the known one.</summary>
    InvalidProducerEpoch = 47,

    /// <summary>The transaction is in a state that does not allow this.</summary>
    InvalidTxnState = 48,

    /// <summary>The producer id does not belong to the transactional id.</summary>
    InvalidProducerIdMapping = 49,

    /// <summary>The transaction timeout is outside the allowed range.</summary>
    InvalidTransactionTimeout = 50,

    /// <summary>Another change of the same transaction is under way.</summary>
    ConcurrentTransactions = 51,

    /// <summary>A newer transaction coordinator has taken over.</summary>
    TransactionCoordinatorFenced = 52,

    /// <summary>Not allowed for this transactional id.</summary>
    TransactionalIdAuthorizationFailed = 53,

    /// <summary>Security features are turned off.</summary>
    SecurityDisabled = 54,

    /// <summary>Not attempted, because an earlier step failed.</summary>
    OperationNotAttempted = 55,

    /// <summary>The disk failed.</summary>
    KafkaStorageError = 56,

    /// <summary>The log directory is not known.</summary>
    LogDirNotFound = 57,

    /// <summary>Authentication failed.</summary>
    SaslAuthenticationFailed = 58,

    /// <summary>The partition does not know the producer id.</summary>
    UnknownProducerId = 59,

    /// <summary>The partition is being reassigned.</summary>
    ReassignmentInProgress = 60,

    /// <summary>The group still has members.</summary>
    NonEmptyGroup = 68,

    /// <summary>The group does not exist.</summary>
    GroupIdNotFound = 69,

    /// <summary>The fetch session does not exist.</summary>
    FetchSessionIdNotFound = 70,

    /// <summary>The fetch session's epoch is not the expected one.</summary>
    InvalidFetchSessionEpoch = 71,

    /// <summary>The leader has no listener of this name.</summary>
    ListenerNotFound = 72,

    /// <summary>Deleting topics is turned off.</summary>
    TopicDeletionDisabled = 73,

    /// <summary>The sender's leader epoch is older than the node's.</summary>
    FencedLeaderEpoch = 74,

    /// <summary>The sender's leader epoch is newer than the node's.</summary>
    UnknownLeaderEpoch = 75,

    /// <summary>The partition does not support this compression.</summary>
    UnsupportedCompressionType = 76,

    /// <summary>The node's epoch is too old.</summary>
    StaleBrokerEpoch = 77,

    /// <summary>The new leader has not committed anything yet.</summary>
    OffsetNotAvailable = 78,

    /// <summary>The member must join again with the id given to it.</summary>
    MemberIdRequired = 79,

    /// <summary>The preferred leader is not available.</summary>
    PreferredLeaderNotAvailable = 80,

    /// <summary>The group has as many members as it may have.</summary>
    GroupMaxSizeReached = 81,

    /// <summary>Another member has taken over this static name.</summary>
    FencedInstanceId = 82,

    /// <summary>No replica that may lead is available.</summary>
    EligibleLeadersNotAvailable = 83,

    /// <summary>The wished leader already leads.</summary>
    ElectionNotNeeded = 84,

    /// <summary>No reassignment is under way for the partition.</summary>
    NoReassignmentInProgress = 85,

    /// <summary>A live group reads the topic.</summary>
    GroupSubscribedToTopic = 86,

    /// <summary>A record or batch is not valid.</summary>
    InvalidRecord = 87,

    /// <summary>A transaction has uncommitted offsets.</summary>
    UnstableOffsetCommit = 88,

    /// <summary>A quota is exceeded.</summary>
    ThrottlingQuotaExceeded = 89,

    /// <summary>A newer producer with the same transactional id exists.</summary>
    ProducerFenced = 90,

    /// <summary>The resource does not exist.</summary>
    ResourceNotFound = 91,

    /// <summary>The resource is named twice.</summary>
    DuplicateResource = 92,

    /// <summary>The voters named are not the quorum's.</summary>
    InconsistentVoterSet = 94,

    /// <summary>The snapshot does not exist.</summary>
    SnapshotNotFound = 98,

    /// <summary>The position is outside the snapshot.</summary>
    PositionOutOfRange = 99,

    /// <summary>The node does not know the topic id.</summary>
    UnknownTopicId = 100,

    /// <summary>A node with this id is registered and alive.</summary>
    DuplicateBrokerRegistration = 101,

    /// <summary>No node with this id is registered.</summary>
    BrokerIdNotRegistered = 102,

    /// <summary>The topic id differs from the one that the partition has.</summary>
    InconsistentTopicId = 103,

    /// <summary>The cluster id is not this cluster's.</summary>
    InconsistentClusterId = 104,

    /// <summary>The registration of a node lacks something.</summary>
    InvalidRegistration = 119,

    /// <summary>The voter key is not this node's.</summary>
    InvalidVoterKey = 125,

    /// <summary>The voter is already in the quorum.</summary>
    DuplicateVoter = 126,

    /// <summary>The voter is not in the quorum.</summary>
    VoterNotFound = 127,
}
