using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Keeps this node registered with the present controller, and sends it heartbeats, which say how far the node has applied the cluster's own log. Thread-safe.
/// </summary>
internal sealed class NodeHeartbeat(
    ClusterController controller, ClusterFollower follower, TopicRegistry topics, PeerNetwork peers, BrokerOptions options, string clusterId, ILogger log)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private readonly Guid _incarnation = Guid.NewGuid();
    private string _host = "";
    private int _port = -1;
    private int _isBeating;

    /// <summary>Whether the controller said last time that this node has applied all that it has itself.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Says where this node listens; nothing is registered before.</summary>
    /// <param name="host">Host for others, or empty: the address that they see.</param>
    /// <param name="port">The port.</param>
    public void Listens(string host, int port)
    {
        _host = host;
        Volatile.Write(ref _port, port);
    }

    /// <summary>Registers when the cluster does not know this node by its address, and gives a heartbeat otherwise. Calls that meet do it once.</summary>
    public async Task BeatAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _port) < 0 || Interlocked.Exchange(ref _isBeating, 1) != 0) return;
        try
        {
            ClusterNode? known = follower.Image.Nodes.GetValueOrDefault(options.NodeId);
            bool isRegistered = known is not null && known.Port == _port && known.ClusterReplica == topics.ClusterReplica.Id && (_host.Length == 0 || known.Host == _host);
            if (isRegistered) await TellAsync(cancel).ConfigureAwait(false);
            else await RegisterAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClientException or OperationCanceledException)
        {
            // the next beat tries again
        }
        finally
        {
            Volatile.Write(ref _isBeating, 0);
        }
    }

    private async Task RegisterAsync(CancellationToken cancel)
    {
        var request = new BrokerRegistrationRequest { BrokerId = options.NodeId, ClusterId = clusterId, IncarnationId = _incarnation, ClusterReplicaId = topics.ClusterReplica.Id };
        request.Listeners.Add(new() { Name = "PLAINTEXT", Host = _host, Port = (ushort)_port });
        BrokerRegistrationResponse? response = await AskAsync<BrokerRegistrationRequest, BrokerRegistrationResponse>(
            request, () => controller.RegisterAsync(request, clusterId, System.Net.IPAddress.Loopback), cancel).ConfigureAwait(false);
        if (response is not (null or { ErrorCode: ErrorCode.None or ErrorCode.NotController or ErrorCode.BrokerNotAvailable }))
            ControllerLogLines.RegistrationRefused(log, response.ErrorMessage ?? response.ErrorCode.ToString());
    }

    private async Task TellAsync(CancellationToken cancel)
    {
        BrokerHeartbeatRequest request = Heartbeat();
        BrokerHeartbeatResponse? response = await AskAsync<BrokerHeartbeatRequest, BrokerHeartbeatResponse>(
            request, () => Task.FromResult(controller.Heartbeat(request)), cancel).ConfigureAwait(false);
        if (response is not null) IsCaughtUp = response is { ErrorCode: ErrorCode.None, IsCaughtUp: true };
        if (IsCaughtUp) topics.Complete();
    }

    /// <summary>The controller's answer, from this node or from another; null while no controller is known.</summary>
    private async Task<TResponse?> AskAsync<TRequest, TResponse>(TRequest request, Func<Task<TResponse>> here, CancellationToken cancel)
        where TRequest : class, IRequestMessage<TRequest, TResponse>
        where TResponse : class, IResponseMessage<TResponse> =>
        controller.IsHere ? await here().ConfigureAwait(false)
        : controller.Elsewhere is int other ? await peers.SendAsync<TRequest, TResponse>(other, request, s_timeout, cancel).ConfigureAwait(false)
        : null;

    private BrokerHeartbeatRequest Heartbeat()
    {
        var request = new BrokerHeartbeatRequest { BrokerId = options.NodeId, CurrentMetadataOffset = follower.Applied, IncarnationId = _incarnation };
        foreach (Topic topic in topics.All)
        {
            ClusterTopic record = topic.Record;
            for (int p = 0; p < record.Partitions.Length; p++)
            {
                // A replica whose folder is missing stands in without an id. What only this node has is not given up.
                if (topic.Replica(p) is { Failure: not null } lost && (lost.Id == Guid.Empty || lost.Failure is LogDamagedException)
                    && record.Partitions[p].Wanted.Length > 1 && record.Partitions[p].On(options.NodeId) is { } mine)
                    request.MissingReplicas.Add(new() { TopicId = topic.Id, Partition = p, ReplicaId = mine.ReplicaId });
            }
        }

        return request;
    }
}
