using Vicinity.Client;

namespace Vicinity.Traffic;

/// <summary>
/// The producer's side of the traffic API: create the topic of a quadrant or find its cluster, then write positions to it.
/// A write that returns is on as many replicas as the cluster guarantees, once. Thread-safe.
/// </summary>
public sealed class TrafficProducer : IAsyncDisposable
{
    private readonly TrafficClientOptions _options;
    private readonly Admin _admin;
    private readonly Producer _producer;

    /// <summary>Connects when it is first used.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public TrafficProducer(TrafficClientOptions options, TimeProvider? time = null)
    {
        _options = options;
        _admin = new Admin(options.Admin, time);
        _producer = new Producer(
            new ProducerOptions
            {
                BootstrapServers = options.BootstrapServers,
                ClientId = "vicinity-traffic",
                Linger = TimeSpan.Zero,
                DeliveryTimeout = options.WriteTimeout,
                RequestTimeout = options.WriteTimeout < TimeSpan.FromSeconds(30) ? options.WriteTimeout : TimeSpan.FromSeconds(30),
                AllowAutoTopicCreation = false,
            },
            time);
    }

    /// <summary>Creates a topic and returns its cluster.</summary>
    /// <exception cref="DuplicateTopicNameException">The topic exists.</exception>
    /// <exception cref="DisconnectedServerException">No server can be reached.</exception>
    /// <exception cref="InsufficientReplicasException">There are fewer nodes than replicas.</exception>
    public async Task<Cluster> CreateTopic(string topicName, CancellationToken cancel = default)
    {
        try
        {
            await _admin.CreateTopicAsync(topicName, 1, _options.Replicas, null, cancel).ConfigureAwait(false);
        }
        catch (ClientException error) when (TrafficErrors.From(error, topicName) is { } meaning)
        {
            throw meaning;
        }
        return await GetCluster(topicName, cancel).ConfigureAwait(false);
    }

    /// <summary>Finds the cluster of a topic.</summary>
    /// <exception cref="TopicClusterDoesNotExistException">There is no such topic.</exception>
    /// <exception cref="DisconnectedServerException">No server can be reached.</exception>
    public Task<Cluster> GetCluster(string topicName, CancellationToken cancel = default) => ClusterLookup.GetAsync(_admin, topicName, cancel);

    /// <summary>Writes a position to a topic. While the leader is away the call waits for the next one.</summary>
    /// <exception cref="InsufficientReplicasException">The write is not guaranteed to be on enough replicas.</exception>
    /// <exception cref="TopicClusterDoesNotExistException">There is no such topic.</exception>
    public async Task Write(string topicName, VehiclePosition gpsCoordinates, CancellationToken cancel = default)
    {
        try
        {
            await PositionSender.SendAsync(_producer, topicName, gpsCoordinates).WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (ClientException error) when (TrafficErrors.From(error, topicName) is { } meaning)
        {
            throw meaning;
        }
    }

    /// <summary>Delivers what was written and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
    }
}
