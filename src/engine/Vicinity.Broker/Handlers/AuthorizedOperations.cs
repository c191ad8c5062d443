namespace Vicinity.Broker;

/// <summary>
/// What clients may do, as bits by the numbers of Kafka's operations (KIP-430), answered where a request asks for it. There are no access control lists: what is offered at all
/// may be done by every client.
/// </summary>
internal static class AuthorizedOperations
{
    /// <summary>The value of one that is not asked for.</summary>
    public const int NotAskedFor = int.MinValue;

    /// <summary>What may be done with the cluster.</summary>
    public const int Cluster = Create | Alter | Describe | ClusterAction | DescribeConfigs | AlterConfigs | IdempotentWrite;

    /// <summary>What may be done with a consumer group.</summary>
    public const int Group = Read | Delete | Describe;

    private const int Topics = Read | Write | Create | Delete | Alter | Describe | DescribeConfigs | AlterConfigs;
    private const int InternalTopics = Read | Alter | Describe | DescribeConfigs | AlterConfigs;
    private const int Read = 1 << 3;
    private const int Write = 1 << 4;
    private const int Create = 1 << 5;
    private const int Delete = 1 << 6;
    private const int Alter = 1 << 7;
    private const int Describe = 1 << 8;
    private const int ClusterAction = 1 << 9;
    private const int DescribeConfigs = 1 << 10;
    private const int AlterConfigs = 1 << 11;
    private const int IdempotentWrite = 1 << 12;

    /// <summary>What may be done with a topic; internal ones are written, made and deleted by the nodes alone.</summary>
    public static int Topic(string name) => TopicName.IsInternal(name) ? InternalTopics : Topics;
}
