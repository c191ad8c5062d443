using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>The node that a call is meant for.</summary>
internal readonly record struct CallTarget(CallTarget.Kind Role, int NodeId = -1, string Group = "")
{
    public enum Kind
    {
        Any,
        Controller,
        Node,
        Coordinator,
    }

    public static CallTarget Any => new(Kind.Any);

    public static CallTarget Controller => new(Kind.Controller);

    public static CallTarget Node(int id) => new(Kind.Node, id);

    public static CallTarget Coordinator(string group) => new(Kind.Coordinator, Group: group);
}

/// <summary>
/// Sends single requests to the node that must answer them, and retries them within the request timeout while a leader, controller or coordinator is being found.
/// Thread-safe.
/// </summary>
internal sealed class Caller(Cluster cluster, ClientOptions options)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ClusterNode> _coordinators = new();

    /// <summary>Sends a request and checks its answer.</summary>
    /// <param name="target">The node that it is for.</param>
    /// <param name="request">The request.</param>
    /// <param name="check">Throws <see cref="KafkaErrorException"/> for the errors in the answer.</param>
    /// <param name="repeatable">Whether doing the work twice does no harm; else only refusals of work not begun are repeated.</param>
    /// <param name="maxVersion">Highest version to use.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<TResponse> CallAsync<TRequest, TResponse>(
        CallTarget target, TRequest request, Action<TResponse> check, bool repeatable, CancellationToken cancel, short maxVersion = short.MaxValue)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse> =>
        RepeatAsync(
            async () =>
            {
                BrokerConnection connection = await ConnectAsync(target, cancel).ConfigureAwait(false);
                TResponse response;
                try
                {
                    response = await connection.SendAsync<TRequest, TResponse>(request, maxVersion, cancel: cancel).ConfigureAwait(false);
                }
                catch (ClientException e) when (e.IsRetriable && !repeatable)
                {
                    throw new ClientException($"{TRequest.ApiKey} was sent to {connection.Address}, but no answer came; whether it was done is not known. {e.Message}", inner: e);
                }
                cluster.NoteSuccess();
                check(response);
                return response;
            },
            e => e is KafkaErrorException error ? ShouldRepeat(error.Code, repeatable) : e.IsRetriable,
            cancel);

    /// <summary>Runs an attempt until it succeeds, fails for good, or the request timeout is over.</summary>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> attempt, Func<ClientException, bool> shouldRepeat, CancellationToken cancel)
    {
        long begun = cluster.Time.GetTimestamp();
        TimeSpan pause = s_firstPause;
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (ClientException e) when (shouldRepeat(e) && cluster.Time.GetElapsedTime(begun) + pause < options.RequestTimeout && !cluster.Disposed.IsCancellationRequested)
            {
                // Leaders, controller and coordinators are looked up again.
                _coordinators.Clear();
                await Task.Delay(pause, cluster.Time, cancel).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                await cluster.RefreshInBackground().WaitAsync(cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Asks for the node that coordinates a group.</summary>
    /// <exception cref="ClientException">There is none at the moment.</exception>
    public async Task<ClusterNode> FindCoordinatorAsync(string group, CancellationToken cancel)
    {
        BrokerConnection any = await cluster.GetAnyAsync(cancel).ConfigureAwait(false);
        FindCoordinatorResponse found = await any.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { Key = group, KeyType = 0 }, maxVersion: 3, cancel: cancel).ConfigureAwait(false);
        cluster.NoteSuccess();
        KafkaErrorException.ThrowIfError(found.ErrorCode, $"the coordinator of group {group}", found.ErrorMessage);
        return _coordinators[group] = new ClusterNode(found.NodeId, found.Host, found.Port, null);
    }

    private async ValueTask<BrokerConnection> ConnectAsync(CallTarget target, CancellationToken cancel)
    {
        switch (target.Role)
        {
            case CallTarget.Kind.Node:
                if (!cluster.Snapshot.Nodes.ContainsKey(target.NodeId)) await cluster.RefreshAsync(cancel).ConfigureAwait(false);
                if (!cluster.Snapshot.Nodes.ContainsKey(target.NodeId))
                    throw new ClientException($"Node {target.NodeId} is not one of the cluster's nodes ({string.Join(", ", cluster.Snapshot.Nodes.Keys.Order())}).");
                return await cluster.GetAsync(target.NodeId, ConnectionPurpose.General, cancel).ConfigureAwait(false);
            case CallTarget.Kind.Coordinator:
                if (!_coordinators.TryGetValue(target.Group, out ClusterNode? coordinator))
                    coordinator = await FindCoordinatorAsync(target.Group, cancel).ConfigureAwait(false);
                return await cluster.GetAsync(coordinator.Address, ConnectionPurpose.General, cancel).ConfigureAwait(false);
            case CallTarget.Kind.Controller:
                if (!cluster.Snapshot.Nodes.ContainsKey(cluster.Snapshot.ControllerId)) await cluster.RefreshAsync(cancel).ConfigureAwait(false);
                if (cluster.Snapshot.Nodes.ContainsKey(cluster.Snapshot.ControllerId))
                    return await cluster.GetAsync(cluster.Snapshot.ControllerId, ConnectionPurpose.General, cancel).ConfigureAwait(false);
                return await cluster.GetAnyAsync(cancel).ConfigureAwait(false);
            default:
                return await cluster.GetAnyAsync(cancel).ConfigureAwait(false);
        }
    }

    private static bool ShouldRepeat(ErrorCode code, bool repeatable) => code switch
    {
        // BROKER_NOT_AVAILABLE: no controller acts at the moment, and nothing was begun.
        ErrorCode.BrokerNotAvailable or ErrorCode.NotController or ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable or ErrorCode.CoordinatorLoadInProgress => true,
        // Retriable for a caller that waits for a topic to appear; one that names it wants to know that it does not exist.
        ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId => false,
        _ => repeatable && code.IsRetriable(),
    };
}
