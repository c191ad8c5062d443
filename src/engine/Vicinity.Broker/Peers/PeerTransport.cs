using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>Carries the replicas' messages over the connections to the other nodes. Thread-safe.</summary>
internal sealed class PeerTransport(PeerNetwork peers, int selfId, string clusterId, ILogger log) : IQuorumTransport, IDisposable
{
    private const int BaseChunkBytes = 4 * 1024 * 1024;
    private const int MaxBaseBytes = 256 * 1024 * 1024;

    private readonly ConcurrentDictionary<int, QuorumOutbox> _outboxes = new();
    private readonly ConcurrentDictionary<int, FollowerSession> _sessions = new();
    private readonly CancellationTokenSource _stopping = new();

    public bool Knows(int nodeId) => peers.Find(nodeId) is not null;

    public void Send(Replica replica, QuorumAction message)
    {
        int node = message switch
        {
            SendVote vote => vote.Request.Addressee.NodeId,
            SendBeginEpoch begin => begin.Message.Addressee.NodeId,
            SendEndEpoch end => end.To.NodeId,
            _ => throw new ArgumentException($"{message} is no message", nameof(message)),
        };
        _outboxes.GetOrAdd(node, n => new QuorumOutbox(n, peers, clusterId)).Add(replica, message);
    }

    public void FetchChanged(Replica replica, int nodeId) =>
        _sessions.GetOrAdd(nodeId, n => new FollowerSession(n, peers, selfId, clusterId, log, _stopping.Token)).Changed(replica);

    public long HeardAt(Replica replica, int nodeId, int epoch) => _sessions.TryGetValue(nodeId, out FollowerSession? session) ? session.HeardAt(replica, epoch) : -1;

    public void FetchBase(Replica replica, FetchBase what) => _ = Task.Run(() => FetchBaseAsync(replica, what));

    /// <summary>Ends all fetch sessions.</summary>
    public void Dispose() => _stopping.Cancel();

    private async Task FetchBaseAsync(Replica replica, FetchBase what)
    {
        LogBase? known = null;
        try
        {
            if (await ReadBaseAsync(replica, what).ConfigureAwait(false) is { } bytes) known = LogBase.FromBytes(bytes);
        }
        catch (Exception e) when (e is ClientException or InvalidDataException)
        {
            PeerLogLines.BaseNotFetched(log, replica.Partition, what.LeaderId, e.Message);
        }

        replica.TakeBase(what.LeaderId, what.Epoch, known is not null && known.Position == what.Base ? known : null);
    }

    /// <summary>The bytes of the leader's base, piece by piece; null when the leader has another one by now.</summary>
    private async Task<byte[]?> ReadBaseAsync(Replica replica, FetchBase what)
    {
        if (peers.Find(what.LeaderId)?.Quorum.Current is not { } connection) return null;
        byte[] whole = [];
        for (long position = 0; ;)
        {
            var request = new FetchSnapshotRequest
            {
                ClusterId = clusterId,
                ReplicaId = selfId,
                MaxBytes = BaseChunkBytes,
                Topics = [new() { Name = replica.Partition.Topic, Partitions = [new()
                {
                    Partition = replica.Partition.Partition,
                    CurrentLeaderEpoch = what.Epoch,
                    SnapshotId = new() { EndOffset = what.Base.Offset, Epoch = what.Base.Epoch },
                    Position = position,
                    ReplicaDirectoryId = replica.Id,
                }] }],
            };
            FetchSnapshotResponse response = await connection.SendAsync<FetchSnapshotRequest, FetchSnapshotResponse>(request).ConfigureAwait(false);
            if (response.ErrorCode != ErrorCode.None || response.Topics is not [{ Partitions: [var piece] }] || piece.ErrorCode != ErrorCode.None) return null;
            if (piece.Size is < 0 or > MaxBaseBytes || piece.Position != position || piece.UnalignedRecords.Length > piece.Size - position)
                throw new InvalidDataException($"a piece of {piece.UnalignedRecords.Length} bytes at {piece.Position} of a base of {piece.Size} bytes, asked for {position}");
            if (position == 0) whole = new byte[piece.Size];
            if (whole.Length != piece.Size || (piece.UnalignedRecords.IsEmpty && position < piece.Size)) throw new InvalidDataException($"a base of {whole.Length} bytes ends at {position}");
            piece.UnalignedRecords.Span.CopyTo(whole.AsSpan((int)position));
            position += piece.UnalignedRecords.Length;
            replica.LeaderAlive(what.LeaderId, what.Epoch, ReplicaContext.NowMs);
            if (position == piece.Size) return whole;
        }
    }
}
