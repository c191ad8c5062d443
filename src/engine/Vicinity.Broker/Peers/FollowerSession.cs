using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using FetchRequest = Vicinity.Protocol.FetchRequest;
using QuorumFetchAnswer = Vicinity.Consensus.FetchAnswer;

namespace Vicinity.Broker;

/// <summary>
/// Our side of the fetch session with one other node: one Fetch for all partitions that this node's replicas want from there. Requests name only
/// what changed since the one before; the other side does the same (KIP-227). A request that comes while one waits there ends the wait, so that no
/// partition waits for another. It reconnects after a lost connection, and asks again for everything that is still wanted. Thread-safe.
/// </summary>
internal sealed class FollowerSession(int nodeId, PeerNetwork peers, int selfId, string clusterId, ILogger log, CancellationToken stopping)
{
    /// <summary>How long the other side keeps a request without news: its empty answer is its heartbeat. A third of the silence after which a leader counts as gone.</summary>
    public const int WaitMs = 80;

    private const int MostInFlight = 2;
    private const int AnswerBytes = 8 * 1024 * 1024;
    private const int PartitionBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan s_unknownPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_flushPatience = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, Ask> _asks = [];
    private readonly HashSet<Replica> _changed = [];
    private readonly List<TopicPartition> _forgotten = [];
    private TaskCompletionSource? _change;
    private bool _running;
    private long _request;
    private int _sessionId;
    private int _sessionEpoch;
    private long _answered;
    private long _answeredAtMs = -1;

    /// <summary>The Fetch that the replica wants from this node changed.</summary>
    public void Changed(Replica replica)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _changed.Add(replica);
            waiting = _change;
            _change = null;
            if (!_running && !stopping.IsCancellationRequested)
            {
                _running = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        waiting?.TrySetResult();
    }

    /// <summary>
    /// When the last answer came that shows, for a replica which follows the other side in that epoch and waits there, that it lives; -1: none yet. Who only
    /// looks for a leader learns nothing from an answer that does not name its partition.
    /// </summary>
    public long HeardAt(Replica replica, int epoch)
    {
        lock (_gate) return _asks.TryGetValue(replica.Partition, out Ask? ask) && ask.Replica == replica && ask.Wish.Epoch == epoch ? HeardAt(ask) : -1;
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            lock (_gate)
            {
                if (_asks.Count == 0 && _changed.Count == 0)
                {
                    _running = false;
                    return;
                }
            }

            try
            {
                if (peers.Find(nodeId) is not { } peer)
                {
                    await Task.Delay(s_unknownPause, stopping).ConfigureAwait(false);
                    continue;
                }

                await ServeAsync(await peer.Fetch.GetAsync(stopping).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ClientException)
            {
                // The connection is gone; the next one begins with a full request.
                await PauseAsync(PeerLink.FirstPause).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // a fault in one answer must not end replication from this node
            catch (Exception e)
#pragma warning restore CA1031
            {
                PeerLogLines.FetchSessionFailed(log, e, nodeId, e.Message);
                await PauseAsync(s_unknownPause).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // the loop ends
        }
    }

    private async Task ServeAsync(BrokerConnection connection)
    {
        var inFlight = new Queue<(long Request, Task<Answer<FetchResponse>> Answer)>();
        BeginAnew();
        bool awaitsFlush = false;
        try
        {
            while (true)
            {
                if (awaitsFlush && inFlight.Count == 0)
                {
                    // What was just appended is on disk in a moment, and then there is something to say.
                    await Task.WhenAny(ChangeAsync(), Task.Delay(s_flushPatience, stopping)).ConfigureAwait(false);
                    awaitsFlush = false;
                }

                while (inFlight.Count < MostInFlight && (inFlight.Count == 0 || (HasChanges && _sessionEpoch > 0 && _sessionId != 0)))
                {
                    stopping.ThrowIfCancellationRequested();
                    if (Build() is not { } request) return;
                    inFlight.Enqueue((_request, connection.SendKeepingFrameAsync<FetchRequest, FetchResponse>(request, FetchRequest.LastVersionByName, TimeSpan.FromMilliseconds(WaitMs))));
                }

                (long number, Task<Answer<FetchResponse>> head) = inFlight.Peek();
                if (inFlight.Count < MostInFlight && !head.IsCompleted)
                {
                    await Task.WhenAny(head, ChangeAsync()).ConfigureAwait(false);
                    if (!head.IsCompleted) continue;
                }

                Answer<FetchResponse> answer = await head.ConfigureAwait(false);
                inFlight.Dequeue();
                try
                {
                    awaitsFlush = Take(number, answer.Body);
                }
                finally
                {
                    answer.Frame.Release();
                }
            }
        }
        finally
        {
            foreach ((long _, Task<Answer<FetchResponse>> answer) in inFlight) _ = DropAsync(answer);
        }
    }

    private static async Task DropAsync(Task<Answer<FetchResponse>> answer)
    {
        try
        {
            (await answer.ConfigureAwait(false)).Frame.Release();
        }
        catch (ClientException)
        {
            // no call waits for it any more
        }
    }

    private bool HasChanges
    {
        get
        {
            lock (_gate) return _changed.Count > 0;
        }
    }

    private Task ChangeAsync()
    {
        lock (_gate)
        {
            if (_changed.Count > 0) return Task.CompletedTask;
            return (_change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>The next request is a full one: names everything that is wanted.</summary>
    private void BeginAnew()
    {
        List<(Ask Ask, long HeardAtMs)> heard = [];
        lock (_gate)
        {
            foreach (Ask ask in _asks.Values)
            {
                if (HeardAt(ask) is >= 0 and long at) heard.Add((ask, at));
                _changed.Add(ask.Replica);
            }

            _asks.Clear();
            _forgotten.Clear();
            _sessionId = _sessionEpoch = 0;
            _answeredAtMs = -1;
        }

        // With the session ends what it remembers.
        foreach ((Ask ask, long at) in heard) ask.Replica.LeaderAlive(nodeId, ask.Wish.Epoch, at);
    }

    private long HeardAt(Ask ask) => ask.Request <= _answered ? _answeredAtMs : -1;

    /// <summary>The next request, or null when nothing is wanted from this node any more.</summary>
    private FetchRequest? Build()
    {
        lock (_gate)
        {
            _request++;
            var topics = new Dictionary<string, FetchRequestTopic>();
            foreach (Replica replica in _changed)
            {
                if (replica.WishFor(nodeId) is not { } wish)
                {
                    if (_asks.TryGetValue(replica.Partition, out Ask? former) && former.Replica == replica && _asks.Remove(replica.Partition)) _forgotten.Add(replica.Partition);
                    continue;
                }

                _asks[replica.Partition] = new Ask(replica, wish, _request);
                if (!topics.TryGetValue(replica.Partition.Topic, out FetchRequestTopic? topic)) topics[replica.Partition.Topic] = topic = new() { Topic = replica.Partition.Topic };
                topic.Partitions.Add(new()
                {
                    Partition = replica.Partition.Partition,
                    CurrentLeaderEpoch = wish.Epoch,
                    FetchOffset = wish.Position.Offset,
                    LastFetchedEpoch = wish.Position.Epoch,
                    LogStartOffset = replica.Log.LogStartOffset,
                    PartitionMaxBytes = PartitionBytes,
                    ReplicaDirectoryId = replica.Id,
                    HighWatermark = replica.HighWatermark,
                    TopicId = replica.TopicId,
                    DeletedBefore = replica.Log.DeletedBefore,
                });
            }

            _changed.Clear();
            if (_asks.Count == 0)
            {
                _forgotten.Clear();
                return null;
            }

            var request = new FetchRequest
            {
                ClusterId = clusterId,
                ReplicaId = selfId,
                MaxWaitMs = WaitMs,
                MinBytes = 1,
                MaxBytes = AnswerBytes,
                SessionId = _sessionId,
                SessionEpoch = _sessionEpoch,
                Topics = [.. topics.Values],
            };
            foreach (IGrouping<string, TopicPartition> topic in _forgotten.GroupBy(p => p.Topic))
                request.ForgottenTopicsData.Add(new() { Topic = topic.Key, Partitions = [.. topic.Select(p => p.Partition)] });
            _forgotten.Clear();
            _sessionEpoch = _sessionEpoch == int.MaxValue ? 1 : _sessionEpoch + 1;
            return request;
        }
    }

    /// <summary>Gives an answer to the replicas that it is for.</summary>
    /// <returns>Whether entries came that are being flushed now.</returns>
    private bool Take(long number, FetchResponse response)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            if (response.ErrorCode is not (ErrorCode.FetchSessionIdNotFound or ErrorCode.InvalidFetchSessionEpoch)) PeerLogLines.FetchSessionFailed(log, null, nodeId, response.ErrorCode.ToString());
            throw new ClientException($"node {nodeId} refuses the fetch session: {response.ErrorCode}", isRetriable: true);
        }

        _sessionId = response.SessionId;
        lock (_gate)
        {
            // The other side lives, however long it takes to work through what it says.
            _answered = number;
            _answeredAtMs = ReplicaContext.NowMs;
        }

        bool hasEntries = false;
        foreach (FetchResponseTopic topic in response.Responses)
        {
            foreach (FetchResponsePartition partition in topic.Partitions)
            {
                Ask? ask;
                lock (_gate)
                {
                    // An answer to a Fetch that another has replaced since is none.
                    if (!_asks.TryGetValue(new TopicPartition(topic.Topic, partition.PartitionIndex), out ask) || number < ask.Request) continue;
                    if (partition.ErrorCode != ErrorCode.None) _asks.Remove(ask.Replica.Partition);
                }

                hasEntries |= partition.Records is { Length: > 0 };
                ask.Replica.OnFetchAnswer(Read(ask.Wish, partition), partition.Records ?? default, partition.LogStartOffset);
            }
        }

        return hasEntries;
    }

    private QuorumFetchAnswer Read(FetchWish asked, FetchResponsePartition partition)
    {
        int epoch = partition.CurrentLeader?.LeaderEpoch ?? -1;
        if (partition.ErrorCode != ErrorCode.None)
        {
            // A node that has no such replica, or whose replica is out of service, does not lead.
            QuorumError error = QuorumErrors.FromCode(partition.ErrorCode) ?? QuorumError.NotLeader;
            return new(nodeId, asked.Epoch, asked.Position, FetchVerdictKind.Refused, error, epoch >= 0 ? epoch : asked.Epoch, partition.CurrentLeader?.LeaderId ?? -1, default, -1, false);
        }

        (FetchVerdictKind kind, LogPosition position) =
            partition.SnapshotId is { EndOffset: >= 0 } start ? (FetchVerdictKind.Start, new LogPosition(start.Epoch, start.EndOffset))
            : partition.DivergingEpoch is { Epoch: >= 0 } end ? (FetchVerdictKind.Diverging, new LogPosition(end.Epoch, end.EndOffset))
            : (FetchVerdictKind.Entries, default);
        return new(
            nodeId, asked.Epoch, asked.Position, kind, QuorumError.None, epoch >= 0 ? epoch : asked.Epoch, nodeId, position, partition.HighWatermark,
            kind == FetchVerdictKind.Entries && partition.Records is { Length: > 0 });
    }

    /// <summary>What was asked for a replica, and with which request.</summary>
    private sealed record Ask(Replica Replica, FetchWish Wish, long Request);
}
