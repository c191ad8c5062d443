using System.Net;
using Vicinity.Client;
using Vicinity.Consensus;

namespace Vicinity.Broker;

/// <summary>Settings of one node. Validated before anything is opened; each message says value, bound and reason.</summary>
public sealed record BrokerOptions
{
    /// <summary>Folder of the node's data. One process at a time may use it.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Address to listen on for the Kafka protocol; port 0 takes any free one. Loopback by default: nothing is reachable from outside unless asked for.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 9092);

    /// <summary>Host that the node names to clients; null: the address that the client connected to.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary><see cref="NodeId"/> of a node to which its cluster gives an id; the one that founds is 1.</summary>
    public const int AnyNodeId = -1;

    /// <summary>Id of this node in its cluster, or <see cref="AnyNodeId"/>; a data folder that belongs to another node is refused.</summary>
    public int NodeId { get; init; } = 1;

    /// <summary>Where other nodes are looked for by UDP broadcast; null: nowhere.</summary>
    public DiscoveryOptions? Discovery { get; init; }

    /// <summary>Addresses (HOST:PORT) of nodes of the cluster to join, for networks without broadcast; with any, the node founds no cluster unless <see cref="Found"/> says so.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>Whether a node with an empty folder founds a cluster without looking for one; with <see cref="Join"/>, when none of those answers.</summary>
    public bool Found { get; init; }

    /// <summary>How many nodes must hear each other before one of them founds the cluster; 0: a node that hears no other for a second founds one.</summary>
    public int Expect { get; init; }

    /// <summary>Secret of the cluster: signs what nodes say by UDP, and lets nothing in that is not signed with it; null: nothing is signed.</summary>
    public string? ClusterKey { get; init; }

    /// <summary>Partitions of a topic that is created without a count (<c>num.partitions</c>).</summary>
    public int DefaultPartitions { get; init; } = 1;

    /// <summary>Whether a Metadata request may create the topics it names (<c>auto.create.topics.enable</c>).</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Largest request in bytes; a longer one closes its connection (<c>socket.request.max.bytes</c>).</summary>
    public int MaxRequestBytes { get; init; } = 104_857_600;

    /// <summary>
    /// Memory of all requests together that are being received, and again of those that wait for their answers (<c>queued.max.request.bytes</c>). What a
    /// connection has of its own, 16 KiB, does not count. While it is used up, further requests are not read.
    /// </summary>
    public long QueuedMaxRequestBytes { get; init; } = 268_435_456;

    /// <summary>A connection on which nothing has come or gone for so long, and on which no answer is owed, is closed; zero: never (<c>connections.max.idle.ms</c>).</summary>
    public TimeSpan ConnectionsMaxIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A request of which less than 64 KiB come in this time, and that is not complete then, ends its connection.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Connections at one time (<c>max.connections</c>); when all are in use a new one takes the place of one that has been silent since it was made, or is
    /// closed. A hundred more are kept for the other nodes of the cluster.
    /// </summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Requests of one connection that may wait for their answer; reading stops until one has left.</summary>
    public int MaxInFlightPerConnection { get; init; } = 256;

    /// <summary>Most bytes of records in one Fetch answer, whatever the client asks for (<c>fetch.max.bytes</c>).</summary>
    public int MaxFetchBytes { get; init; } = 57_671_680;

    /// <summary>Partitions that all topics together may have: each costs memory and open files.</summary>
    public int MaxPartitions { get; init; } = 20_000;

    /// <summary>Shortest session that a group member may ask for (<c>group.min.session.timeout.ms</c>).</summary>
    public TimeSpan GroupMinSessionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest session that a group member may ask for (<c>group.max.session.timeout.ms</c>).</summary>
    public TimeSpan GroupMaxSessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long the first rebalance of an empty group waits for more members (<c>group.initial.rebalance.delay.ms</c>).</summary>
    public TimeSpan GroupInitialRebalanceDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long offsets of an empty group are kept (<c>offsets.retention.minutes</c>).</summary>
    public TimeSpan OffsetsRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How often segments that retention allows to go are looked for (<c>log.retention.check.interval.ms</c>). Records whose timestamps are old
    /// when they arrive stay readable until then, which suites of clients count on.
    /// </summary>
    public TimeSpan RetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often logs that are worth compacting are looked for (<c>log.cleaner.backoff.ms</c>).</summary>
    public TimeSpan CompactionInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Threads that flush logs to disk. One log is flushed by one of them at a time; two keep two busy topics apart.</summary>
    public int FlushThreads { get; init; } = 2;

    /// <summary>Nodes that vote on the cluster's own log, and can be the controller; fewer while there are fewer nodes. An odd number is best.</summary>
    public int ControllerVoters { get; init; } = 3;

    /// <summary>How long a node may be away before the controller reassigns its replicas to other nodes.</summary>
    public TimeSpan ReplaceLostAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often the controller looks for nodes that lead too few of the partitions that prefer them, and has those handed over to them; zero: never
    /// (<c>auto.leader.rebalance.enable</c>, <c>leader.imbalance.check.interval.seconds</c>).
    /// </summary>
    public TimeSpan LeaderBalanceInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Interval of the heartbeats from a node to the controller.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time without a heartbeat after which the controller counts a node as lost.</summary>
    public TimeSpan NodeLostAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Times of elections and replication. The controller tells the preferred leader of a new partition to campaign when all nodes have opened it, which takes seconds
    /// for a thousand: a replica that campaigns before that causes failed elections, and leaders on the wrong nodes.
    /// </summary>
    public QuorumTimers Quorum { get; init; } = new() { FirstLeaderMs = 5000 };

    /// <summary>How far a follower may be behind in time and still count as in sync (<c>replica.lag.time.max.ms</c>).</summary>
    public TimeSpan ReplicaLagMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Values that topics inherit unless they override them, by Kafka's names.</summary>
    public IReadOnlyDictionary<string, string> TopicDefaults { get; init; } = new Dictionary<string, string>();

    private const int MaxExpect = 1000;
    private static readonly TimeSpan s_leastIdle = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is wrong with these settings; empty when they can be used.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        AtLeast(problems, nameof(NodeId), NodeId, AnyNodeId, "ids name brokers on the wire, and -1 asks for one");
        AtLeast(problems, nameof(Expect), Expect, 0, "it is a number of nodes");
        if (Expect > MaxExpect) problems.Add($"Expect is {Expect}, above {MaxExpect}: no more nodes are waited for");
        if (Expect > 1 && Discovery is null) problems.Add($"Expect is {Expect}, but discovery is off: nodes cannot hear each other");
        if (Found && Expect > 1) problems.Add($"Found and Expect {Expect} contradict each other: found at once, or wait for others");
        if (ClusterKey is not null && Membership.ClusterKey.Fault(ClusterKey) is string weak) problems.Add($"ClusterKey: {weak}");
        if (Discovery is { Port: < 1 or > 65535 }) problems.Add($"Discovery.Port is {Discovery.Port}, not from 1 to 65535: all nodes use the same");
        foreach (string seed in Join)
        {
            if (SeedOf(seed) is null) problems.Add($"Join: '{seed}' is not HOST:PORT with a port from 1 to 65535");
        }

        AtLeast(problems, nameof(DefaultPartitions), DefaultPartitions, 1, "a topic has at least one partition");
        AtLeast(problems, nameof(MaxRequestBytes), MaxRequestBytes, 65_536, "a smaller frame holds no useful batch");
        AtLeast(problems, nameof(MaxConnections), MaxConnections, 1, "clients need one");
        if (QueuedMaxRequestBytes < MaxRequestBytes) problems.Add($"QueuedMaxRequestBytes is {QueuedMaxRequestBytes}, below MaxRequestBytes {MaxRequestBytes}: a request that is allowed must fit");
        if (ConnectionsMaxIdle != TimeSpan.Zero && ConnectionsMaxIdle < s_leastIdle) problems.Add($"ConnectionsMaxIdle is {ConnectionsMaxIdle}, below {s_leastIdle}: clients would be cut off between two requests; zero means never");
        if (FrameTimeout < s_leastIdle) problems.Add($"FrameTimeout is {FrameTimeout}, below {s_leastIdle}: slow networks need more");
        AtLeast(problems, nameof(MaxInFlightPerConnection), MaxInFlightPerConnection, 1, "one request must be able to wait");
        AtLeast(problems, nameof(MaxFetchBytes), MaxFetchBytes, 1024, "an answer must hold a batch");
        AtLeast(problems, nameof(MaxPartitions), MaxPartitions, 1, "a topic has at least one partition");
        AtLeast(problems, nameof(ControllerVoters), ControllerVoters, 1, "one node must be the controller");
        if (LeaderBalanceInterval < TimeSpan.Zero) problems.Add($"LeaderBalanceInterval is {LeaderBalanceInterval}, below 0: zero means never");
        if (NodeLostAfter < HeartbeatInterval * 2) problems.Add($"NodeLostAfter is {NodeLostAfter}, below twice the HeartbeatInterval {HeartbeatInterval}: living nodes would be lost");
        AtLeast(problems, nameof(FlushThreads), FlushThreads, 1, "acknowledged means flushed");
        if (string.IsNullOrWhiteSpace(DataFolder)) problems.Add("DataFolder is empty: a node needs a folder for its log");
        if (GroupMinSessionTimeout > GroupMaxSessionTimeout)
            problems.Add($"GroupMinSessionTimeout is {GroupMinSessionTimeout}, above GroupMaxSessionTimeout {GroupMaxSessionTimeout}: no session would be allowed");
        foreach ((string name, string value) in TopicDefaults)
        {
            if (TopicSettings.Fault(name, value) is string fault) problems.Add($"TopicDefaults: {fault}");
        }

        return problems;
    }

    private static void AtLeast(List<string> problems, string name, int value, int bound, string reason)
    {
        if (value < bound) problems.Add($"{name} is {value}, below {bound}: {reason}");
    }

    /// <summary>The address of a node to join, from a text HOST:PORT; null when it is none.</summary>
    internal static BrokerAddress? SeedOf(string text) =>
        BrokerAddress.TryParseList(text, out IReadOnlyList<BrokerAddress>? addresses, out _) && addresses is [var only] ? only : null;
}
