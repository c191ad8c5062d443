using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>How the controller reaches the nodes of the cluster: by their connections, and this node directly. Thread-safe.</summary>
internal sealed class NodeCalls(int selfId, PeerNetwork peers, LocalCluster local)
{
    private static readonly TimeSpan s_prepareTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_awaitSlice = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_awaitTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Whether a node can be reached, as far as is known.</summary>
    public bool IsReached(int nodeId) => nodeId == selfId || peers.IsConnected(nodeId);

    /// <summary>Has a node prepare replicas; a node that cannot be reached answers with an error as well.</summary>
    public async Task<PrepareReplicasResponse> PrepareAsync(int nodeId, PrepareReplicasRequest request, CancellationToken cancel)
    {
        if (nodeId == selfId) return await Crew.OnOwnThread(() => local.Prepare(request)).ConfigureAwait(false);
        if (!IsReached(nodeId)) return new PrepareReplicasResponse { ErrorCode = ErrorCode.BrokerNotAvailable, ErrorMessage = $"node {nodeId} is not reached" };
        try
        {
            return await peers.SendAsync<PrepareReplicasRequest, PrepareReplicasResponse>(nodeId, request, s_prepareTimeout, cancel).ConfigureAwait(false);
        }
        catch (ClientException e)
        {
            return new PrepareReplicasResponse { ErrorCode = ErrorCode.BrokerNotAvailable, ErrorMessage = e.Message };
        }
    }

    /// <summary>Awaits a node's progress; an error when it was not made in time, or the node is not reached.</summary>
    public async Task<ErrorCode> AwaitAsync(int nodeId, long offset, IReadOnlyCollection<Guid> topicIds, TimeSpan timeout, CancellationToken cancel)
    {
        if (nodeId == selfId) return await local.AwaitAsync(offset, topicIds, timeout, cancel).ConfigureAwait(false);
        if (!IsReached(nodeId)) return ErrorCode.BrokerNotAvailable;
        long began = Stopwatch.GetTimestamp();
        try
        {
            while (true)
            {
                // In slices: answers leave a connection in the order of its requests, and other requests of ours must not wait for this one.
                TimeSpan left = timeout - Stopwatch.GetElapsedTime(began);
                TimeSpan slice = left < s_awaitSlice ? left : s_awaitSlice;
                if (slice <= TimeSpan.Zero) return ErrorCode.RequestTimedOut;
                var request = new AwaitTopicsRequest { Offset = offset, TimeoutMs = (int)Math.Ceiling(slice.TotalMilliseconds) };
                foreach (Guid id in topicIds) request.Topics.Add(new() { TopicId = id });
                AwaitTopicsResponse answer = await peers.SendAsync<AwaitTopicsRequest, AwaitTopicsResponse>(nodeId, request, slice + s_awaitTimeout, cancel).ConfigureAwait(false);
                if (answer.ErrorCode != ErrorCode.RequestTimedOut) return answer.ErrorCode;
            }
        }
        catch (ClientException)
        {
            return ErrorCode.BrokerNotAvailable;
        }
        catch (OperationCanceledException)
        {
            return ErrorCode.BrokerNotAvailable;
        }
    }

    /// <summary>The request for folders of a topic's partitions.</summary>
    public static PrepareReplicasRequest ToPrepare(ClusterTopic topic, List<int> partitions)
    {
        var request = new PrepareReplicasRequest();
        request.Topics.Add(new() { Name = topic.Name, TopicId = topic.Id, Partitions = partitions });
        return request;
    }
}
