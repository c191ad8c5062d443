using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// Asks about and changes a cluster: topics, settings, groups, offsets. Calls wait while a controller or coordinator is being found, up to the request
/// timeout, then throw a <see cref="ClientException"/>; an error that a broker answered is a <see cref="KafkaErrorException"/>. Thread-safe.
/// </summary>
public sealed class Admin : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly Caller _caller;
    private readonly TopicAdministration _topics;
    private readonly ConfigAdministration _configs;
    private readonly GroupAdministration _groups;

    /// <summary>Creates an admin; it connects with the first call.</summary>
    /// <param name="options">Where the cluster is.</param>
    /// <param name="time">The clock of timeouts and pauses.</param>
    /// <exception cref="ArgumentException">A setting is out of its bounds.</exception>
    public Admin(AdminOptions options, TimeProvider? time = null)
    {
        _cluster = new Cluster(options, time);
        _caller = new Caller(_cluster, options);
        _topics = new TopicAdministration(_cluster, _caller, options);
        _configs = new ConfigAdministration(_caller);
        _groups = new GroupAdministration(_cluster, _caller);
    }

    /// <summary>Whether some connection is alive.</summary>
    public bool IsConnected => _cluster.IsConnected;

    /// <summary>Time of the last answer of any broker.</summary>
    public DateTimeOffset? LastSuccess => _cluster.LastSuccess;

    /// <summary>The cluster's id, controller and nodes.</summary>
    public async Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancel = default)
    {
        ClusterSnapshot snapshot = await _topics.DescribeAsync([], cancel).ConfigureAwait(false);
        return new ClusterDescription(snapshot.ClusterId, snapshot.ControllerId, [.. snapshot.Nodes.Values.OrderBy(n => n.Id)]);
    }

    /// <summary>All topics, by name.</summary>
    public async Task<IReadOnlyList<TopicDescription>> ListTopicsAsync(CancellationToken cancel = default)
    {
        ClusterSnapshot snapshot = await _topics.DescribeAsync(topics: null, cancel).ConfigureAwait(false);
        return [.. snapshot.Topics.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>One topic.</summary>
    /// <exception cref="KafkaErrorException">It does not exist (UnknownTopicOrPartition).</exception>
    public Task<TopicDescription> DescribeTopicAsync(string topic, CancellationToken cancel = default) => _topics.DescribeAsync(topic, cancel);

    /// <summary>Creates a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="partitions">Number of partitions, -1 for the cluster's default.</param>
    /// <param name="replicas">Replicas of each partition, -1 for the cluster's default.</param>
    /// <param name="configs">Settings of the topic.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="KafkaErrorException">It exists (TopicAlreadyExists), or the cluster refuses a value.</exception>
    public Task CreateTopicAsync(
        string topic, int partitions = -1, short replicas = -1, IReadOnlyDictionary<string, string>? configs = null, CancellationToken cancel = default) =>
        _topics.CreateAsync(topic, partitions, replicas, configs, cancel);

    /// <summary>Creates a topic unless it is there; returns whether it was created.</summary>
    public async Task<bool> EnsureTopicAsync(
        string topic, int partitions = -1, short replicas = -1, IReadOnlyDictionary<string, string>? configs = null, CancellationToken cancel = default)
    {
        try
        {
            await _topics.CreateAsync(topic, partitions, replicas, configs, cancel).ConfigureAwait(false);
            return true;
        }
        catch (KafkaErrorException e) when (e.Code == ErrorCode.TopicAlreadyExists)
        {
            return false;
        }
    }

    /// <summary>Creates topics unless they are there, all with one request, which costs little more than one of them.</summary>
    /// <param name="topics">Their names, each once.</param>
    /// <param name="partitions">Number of partitions of each, -1 for the cluster's default.</param>
    /// <param name="replicas">Replicas of each partition, -1 for the cluster's default.</param>
    /// <param name="configs">Settings of each.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>By topic, why it could not be created; null when it is there now.</returns>
    public async Task<IReadOnlyDictionary<string, KafkaErrorException?>> EnsureTopicsAsync(
        IReadOnlyCollection<string> topics, int partitions = -1, short replicas = -1, IReadOnlyDictionary<string, string>? configs = null, CancellationToken cancel = default)
    {
        IReadOnlyDictionary<string, KafkaErrorException?> outcomes = await _topics.CreateAsync(topics, partitions, replicas, configs, cancel).ConfigureAwait(false);
        return outcomes.ToDictionary(o => o.Key, o => o.Value is { Code: ErrorCode.TopicAlreadyExists } ? null : o.Value);
    }

    /// <summary>Deletes a topic and its records.</summary>
    public Task DeleteTopicAsync(string topic, CancellationToken cancel = default) => _topics.DeleteAsync(topic, cancel);

    /// <summary>Gives a topic more partitions.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="newTotal">Partitions that it has afterwards; must be more than now.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task CreatePartitionsAsync(string topic, int newTotal, CancellationToken cancel = default) => _topics.AddPartitionsAsync(topic, newTotal, cancel);

    /// <summary>The settings in force for a topic or node.</summary>
    public Task<IReadOnlyList<ConfigEntry>> DescribeConfigsAsync(ConfigResource resource, CancellationToken cancel = default) => _configs.DescribeAsync(resource, cancel);

    /// <summary>Changes settings; null puts one back to its default. Others stay as they are.</summary>
    public Task AlterConfigsAsync(ConfigResource resource, IReadOnlyDictionary<string, string?> changes, CancellationToken cancel = default) =>
        _configs.AlterAsync(resource, changes, cancel);

    /// <summary>All consumer groups, by id.</summary>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(CancellationToken cancel = default) => _groups.ListAsync(cancel);

    /// <summary>A group's state, members and assignment. An unknown group has the state Dead.</summary>
    public Task<GroupDescription> DescribeGroupAsync(string group, CancellationToken cancel = default) => _groups.DescribeAsync(group, cancel);

    /// <summary>Deletes a group without members, and its offsets.</summary>
    public Task DeleteGroupAsync(string group, CancellationToken cancel = default) => _groups.DeleteAsync(group, cancel);

    /// <summary>Where a group will go on, for each partition that it has committed.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, CommittedOffset>> GroupOffsetsAsync(string group, CancellationToken cancel = default) => _groups.OffsetsAsync(group, cancel);

    /// <summary>Sets where a group without members will go on.</summary>
    public Task CommitGroupOffsetsAsync(string group, IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancel = default) =>
        _groups.CommitAsync(group, offsets, cancel);

    /// <summary>Forgets a group's offsets in partitions that it does not read now.</summary>
    public Task DeleteGroupOffsetsAsync(string group, IEnumerable<TopicPartition> partitions, CancellationToken cancel = default) =>
        _groups.DeleteOffsetsAsync(group, partitions, cancel);

    /// <summary>Offsets of partitions: earliest, latest, or of the first record at or after a time (-1 when there is none).</summary>
    public Task<IReadOnlyDictionary<TopicPartition, ListedOffset>> ListOffsetsAsync(
        IEnumerable<TopicPartition> partitions, StartPosition position, CancellationToken cancel = default) =>
        _topics.ListOffsetsAsync(partitions, position, cancel);

    /// <summary>Deletes records before an offset, -1 for all; returns where each log begins now.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, long>> DeleteRecordsAsync(IReadOnlyDictionary<TopicPartition, long> beforeOffsets, CancellationToken cancel = default) =>
        _topics.DeleteRecordsAsync(beforeOffsets, cancel);

    /// <summary>The folders of a node and the size of each replica.</summary>
    public Task<IReadOnlyList<LogDirDescription>> DescribeLogDirsAsync(int nodeId, CancellationToken cancel = default) => _configs.DescribeLogDirsAsync(nodeId, cancel);

    /// <summary>
    /// The quorum of each partition, asked at its leader: epoch, high watermark, how far each replica is. Partitions without a leader, or whose leader does not
    /// answer, are left out. Apache Kafka tells only that of its own log.
    /// </summary>
    public Task<IReadOnlyDictionary<TopicPartition, QuorumDescription>> DescribeQuorumAsync(IEnumerable<TopicPartition> partitions, CancellationToken cancel = default) =>
        _topics.DescribeQuorumAsync([.. partitions], cancel);

    /// <summary>The quorum of the cluster's own log: its leader is the controller, its voters can become it.</summary>
    public Task<QuorumDescription> DescribeControllersAsync(CancellationToken cancel = default) => _topics.DescribeControllersAsync(cancel);

    /// <summary>What a node saw happen since.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="runId">The run that the sequence number belongs to; any other asks for all that is kept.</param>
    /// <param name="from">First sequence number wanted.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="UnsupportedApiException">The node is not one of Vicinity's.</exception>
    public async Task<NodeEvents> DescribeEventsAsync(int nodeId, Guid runId = default, long from = 0, CancellationToken cancel = default) =>
        WatchMessages.Events(await _caller.CallAsync<DescribeEventsRequest, DescribeEventsResponse>(
            CallTarget.Node(nodeId), new DescribeEventsRequest { RunId = runId, FromSequence = from }, static _ => { }, repeatable: true, cancel).ConfigureAwait(false));

    /// <summary>Elects leaders.</summary>
    /// <param name="partitions">Which; null for all.</param>
    /// <param name="preferred">The first replica of each partition; false elects some replica where there is no leader.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task ElectLeadersAsync(IEnumerable<TopicPartition>? partitions, bool preferred = true, CancellationToken cancel = default) =>
        _topics.ElectLeadersAsync(partitions, preferred, cancel);

    /// <summary>Moves replicas to the given nodes; null cancels a move. Returns when the move has begun.</summary>
    public Task ReassignAsync(IReadOnlyDictionary<TopicPartition, IReadOnlyList<int>?> replicas, CancellationToken cancel = default) => _topics.ReassignAsync(replicas, cancel);

    /// <summary>Sends any other message of the protocol, as it is, and returns the answer unchecked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="nodeId">Node that gets it; null for any.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<TResponse> SendAsync<TRequest, TResponse>(TRequest request, int? nodeId = null, CancellationToken cancel = default)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse> =>
        _caller.CallAsync<TRequest, TResponse>(nodeId is { } id ? CallTarget.Node(id) : CallTarget.Any, request, static _ => { }, repeatable: false, cancel);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
