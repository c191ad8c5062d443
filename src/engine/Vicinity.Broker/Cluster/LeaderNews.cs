using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vicinity.Client;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Spreads the leaders of partitions: what this node's replicas learn goes into the table of leaders, what they lead is sent to all other nodes at once, and again
/// as a whole to a node that has just been connected; what others tell goes to the table and to replicas that look for a leader. Thread-safe.
/// </summary>
internal sealed class LeaderNews(LeadershipTable leaders, PeerNetwork peers, ReplicaStore store, BrokerOptions options) : ILeadershipObserver, IDisposable
{
    private const int MaxPartitionsPerMessage = 10_000;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Replica, int> _changed = new();
    private readonly ConcurrentDictionary<Replica, bool> _notCommitted = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _isSending;

    /// <summary>Raised after the table has learnt from one of this node's replicas. Must be quick.</summary>
    public event Action<Replica>? Changed;

    /// <summary>Whether some leader of this node has yet to tell its voters, since its marker was not committed when it was elected.</summary>
    public bool HasUntold => !_notCommitted.IsEmpty;

    /// <inheritdoc/>
    public void LeadershipChanged(Replica replica)
    {
        Learn(replica);
        Changed?.Invoke(replica);
    }

    /// <summary>Looks again at leaders whose marker was not committed when they were elected.</summary>
    public void TellCommitted()
    {
        foreach (Replica replica in _notCommitted.Keys)
        {
            if (replica.Role != QuorumRole.Leader || replica.IsClosed) _notCommitted.TryRemove(replica, out bool _);
            else if (replica.LeadsWithCurrentHighWatermark) Learn(replica);
        }
    }

    /// <summary>Tells a node all that this one leads.</summary>
    public void TellAll(int nodeId)
    {
        AnnounceLeadersPartitionsOf(store.All.Where(r => r.Role == QuorumRole.Leader), request => Send(nodeId, request));
    }

    /// <summary>Takes in what another node leads.</summary>
    public async ValueTask<AnnounceLeadersResponse> HearAsync(AnnounceLeadersRequest request)
    {
        if (request.NodeId == options.NodeId) return new() { ErrorCode = ErrorCode.InvalidRequest };
        bool isNews = false;
        var looking = new List<(Replica Replica, int Epoch)>();
        foreach (AnnounceLeadersRequestPartition partition in request.Partitions)
        {
            isNews |= leaders.Learn(partition.TopicId, partition.Partition, partition.Epoch, request.NodeId, [.. partition.Voters.Select(v => new Voter(v.NodeId, v.ReplicaId))]);
            if (store.Find(partition.TopicId, partition.Partition) is { ReadsOn: true } readOnly) readOnly.Superseded(partition.Epoch);
            else if (store.Find(partition.TopicId, partition.Partition) is { Failure: null, IsClosed: false } mine && mine.Epoch <= partition.Epoch && mine.LeaderId != request.NodeId)
                looking.Add((mine, partition.Epoch));
        }

        if (isNews) leaders.Pulse();
        await Crew.ForAllAsync(looking, mine =>
        {
            mine.Replica.LearnLeader(request.NodeId, mine.Epoch);
            return true;
        }).ConfigureAwait(false);
        return new();
    }

    public void Dispose() => _stopping.Cancel();

    private void Learn(Replica replica)
    {
        bool leads = replica.Role == QuorumRole.Leader;
        bool isCommitted = replica.LeadsWithCurrentHighWatermark;
        ImmutableArray<Voter> voters = leads && isCommitted ? [.. replica.Voters] : [];
        bool isNews = leaders.Learn(replica.TopicId, replica.Partition.Partition, replica.Epoch, replica.LeaderId, voters);
        if (isNews) leaders.Pulse();
        if (!leads) return;
        if (isCommitted) _notCommitted.TryRemove(replica, out bool _);
        else _notCommitted[replica] = true;
        if (!isNews || peers.Known.Count == 0) return;
        _changed[replica] = replica.Epoch;
        if (Interlocked.Exchange(ref _isSending, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(_ => TellChanged(), null);
    }

    private void TellChanged()
    {
        Volatile.Write(ref _isSending, 0);
        Replica[] changed = [.. _changed.Keys];
        foreach (Replica replica in changed) _changed.TryRemove(replica, out int _);
        AnnounceLeadersPartitionsOf(changed.Where(r => r.Role == QuorumRole.Leader), request =>
        {
            foreach (int node in peers.Known)
            {
                if (peers.IsConnected(node)) Send(node, request);
            }
        });
    }

    private void AnnounceLeadersPartitionsOf(IEnumerable<Replica> led, Action<AnnounceLeadersRequest> send)
    {
        foreach (Replica[] chunk in led.Chunk(MaxPartitionsPerMessage))
        {
            var request = new AnnounceLeadersRequest { NodeId = options.NodeId };
            foreach (Replica replica in chunk)
            {
                var told = new AnnounceLeadersRequestPartition { TopicId = replica.TopicId, Partition = replica.Partition.Partition, Epoch = replica.Epoch };
                if (replica.LeadsWithCurrentHighWatermark)
                {
                    foreach (Voter voter in replica.Voters) told.Voters.Add(new() { NodeId = voter.NodeId, ReplicaId = voter.ReplicaId });
                }

                request.Partitions.Add(told);
            }

            send(request);
        }
    }

    /// <summary>Sends without a retry: a node that misses it gets all of it when it is connected again.</summary>
    private void Send(int nodeId, AnnounceLeadersRequest request) => _ = SendAsync(nodeId, request);

    private async Task SendAsync(int nodeId, AnnounceLeadersRequest request)
    {
        try
        {
            await peers.SendAsync<AnnounceLeadersRequest, AnnounceLeadersResponse>(nodeId, request, s_timeout, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClientException or OperationCanceledException)
        {
            // sent again when it is connected
        }
    }
}
