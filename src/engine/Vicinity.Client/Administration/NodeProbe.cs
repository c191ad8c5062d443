using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// Asks one node by its address, for watching a cluster: every request is sent once and fails at once when the node is away, within the request timeout
/// when it does not answer. Keeps one connection and reconnects when it breaks. Thread-safe.
/// </summary>
public sealed class NodeProbe : IDisposable
{
    private readonly CancellationTokenSource _disposed = new();
    private readonly BrokerLink _link;

    /// <summary>Creates a probe; it connects with the first question.</summary>
    /// <param name="address">Where the node listens.</param>
    /// <param name="options">Timeouts and pauses; the bootstrap servers are not used.</param>
    /// <param name="time">The clock of timeouts and pauses.</param>
    public NodeProbe(BrokerAddress address, AdminOptions options, TimeProvider? time = null)
    {
        options.Validate();
        Address = address;
        _link = new BrokerLink(address, options, new ConnectionOptions(options.ClientId, options.RequestTimeout, options.ConnectTimeout, time ?? TimeProvider.System), _disposed.Token);
    }

    /// <summary>The node's address.</summary>
    public BrokerAddress Address { get; }

    /// <summary>The cluster as this node knows it.</summary>
    /// <exception cref="ClientException">The node is away or does not answer.</exception>
    public async Task<ClusterTopology> TopologyAsync(CancellationToken cancel = default)
    {
        MetadataResponse answer = await AskAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null, AllowAutoTopicCreation = false }, cancel).ConfigureAwait(false);
        ClusterSnapshot snapshot = ClusterSnapshot.Empty.With(answer, allTopics: true);
        return new ClusterTopology(snapshot.ClusterId, snapshot.ControllerId, [.. snapshot.Nodes.Values], [.. snapshot.Topics.Values]);
    }

    /// <summary>Whether the node tells quorums and events: it is one of Vicinity's.</summary>
    /// <exception cref="ClientException">The node is away or does not answer.</exception>
    public async Task<bool> TellsEventsAsync(CancellationToken cancel = default) => (await _link.GetAsync(cancel).ConfigureAwait(false)).Offers<DescribeEventsRequest>();

    /// <summary>The quorums of partitions that this node leads; others are left out.</summary>
    /// <exception cref="ClientException">The node is away or does not answer.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, QuorumDescription>> QuorumsAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancel = default) =>
        WatchMessages.Quorums(await AskAsync<DescribeQuorumRequest, DescribeQuorumResponse>(WatchMessages.AskQuorum(partitions), cancel).ConfigureAwait(false));

    /// <summary>What the node saw happen since.</summary>
    /// <param name="runId">The run that the sequence number belongs to; any other asks for all that is kept.</param>
    /// <param name="from">First sequence number wanted.</param>
    /// <param name="most">Most events in the answer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ClientException">The node is away, does not answer, or tells no events (Apache Kafka).</exception>
    public async Task<NodeEvents> EventsAsync(Guid runId, long from, int most = 1000, CancellationToken cancel = default) =>
        WatchMessages.Events(await AskAsync<DescribeEventsRequest, DescribeEventsResponse>(new DescribeEventsRequest { RunId = runId, FromSequence = from, MaxEvents = most }, cancel).ConfigureAwait(false));

    /// <summary>The node's folders and the size of each replica.</summary>
    /// <exception cref="ClientException">The node is away or does not answer.</exception>
    public async Task<IReadOnlyList<LogDirDescription>> LogDirsAsync(CancellationToken cancel = default) =>
        ConfigAdministration.Describe(await AskAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new DescribeLogDirsRequest { Topics = null }, cancel).ConfigureAwait(false));

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _link.Close();
    }

    private async Task<TResponse> AskAsync<TRequest, TResponse>(TRequest request, CancellationToken cancel)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse>
    {
        BrokerConnection connection = await _link.GetAsync(cancel).ConfigureAwait(false);
        return await connection.SendAsync<TRequest, TResponse>(request, cancel: cancel).ConfigureAwait(false);
    }
}
