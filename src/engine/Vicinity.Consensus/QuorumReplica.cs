using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// The state machine of one replica in the quorum of its partition: elections, replication, high watermark, voter changes. Pure: time, randomness,
/// messages and the ends of syncs come in, actions come out. The rules and their numbers (E4, H2, T2, ...) are those of docs/consensus.md. Not thread-safe.
/// </summary>
/// <remarks>
/// Driver's duties: after each input carry out all actions in order, then (for a request) send the answer. Call <see cref="Tick"/> at
/// <see cref="NextDeadline"/>. Call <see cref="OnSynced"/> after each sync of the log. A fresh object begins as Unattached (rule E7).
/// </remarks>
public sealed class QuorumReplica
{
    /// <summary>A replica after a start.</summary>
    /// <param name="self">Node and uuid of this replica.</param>
    /// <param name="log">Its log, recovered and synced.</param>
    /// <param name="epoch">Recorded epoch.</param>
    /// <param name="voted">Recorded vote in that epoch.</param>
    /// <param name="highWatermark">A high watermark known from before, a hint; it is bounded by base and log end.</param>
    /// <param name="timers">Times.</param>
    /// <param name="prng">Randomness of the timers.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    public QuorumReplica(Voter self, IQuorumLog log, int epoch, Voter? voted, long highWatermark, QuorumTimers timers, Prng prng, long now) => throw new NotImplementedException();

    public Voter Self => throw new NotImplementedException();

    public QuorumRole Role => throw new NotImplementedException();

    public int Epoch => throw new NotImplementedException();

    /// <summary>Node that leads the epoch, or -1.</summary>
    public int LeaderId => throw new NotImplementedException();

    /// <summary>Offset below which everything is acknowledged and readable. Never falls.</summary>
    public long HighWatermark => throw new NotImplementedException();

    /// <summary>Whether the high watermark has moved in this leader's own epoch, so that "latest" is known (rule H5).</summary>
    public bool IsHighWatermarkCurrent => throw new NotImplementedException();

    /// <summary>Leader: the position that a majority has on disk, of its own epoch (rule H2); null before.</summary>
    public LogPosition? Committed => throw new NotImplementedException();

    /// <summary>Whether a voter change is being elected: new batches wait, parked requests stay parked (rule V3).</summary>
    public bool IsChangingVoters => throw new NotImplementedException();

    /// <summary>Copies on disk before a record is acknowledged; at least a majority is taken, at most all voters. May be changed at any time.</summary>
    public int WriteQuorum { get; set; }

    /// <summary>When <see cref="Tick"/> must be called next, in monotonic milliseconds; <see cref="long.MaxValue"/>: not at all.</summary>
    public long NextDeadline => throw new NotImplementedException();

    /// <summary>Leader: what is known of the other replicas, voters and observers.</summary>
    public IReadOnlyList<ReplicaProgress> Progress => throw new NotImplementedException();

    /// <summary>Time has passed.</summary>
    public void Tick(long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>The log's synced end has risen.</summary>
    public void OnSynced(long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>Entries of an answer did not continue the log and were dropped (rule F3).</summary>
    public void OnAppendRefused(long now, QuorumActions actions) => throw new NotImplementedException();

    public VoteAnswer OnVote(in VoteRequest request, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <param name="from">The replica that was asked.</param>
    /// <param name="asked">What it was asked.</param>
    /// <param name="answer">Its answer.</param>
    public void OnVoteAnswer(Voter from, in VoteRequest asked, in VoteAnswer answer, long now, QuorumActions actions) => throw new NotImplementedException();

    public EpochAnswer OnBeginEpoch(in BeginEpoch message, long now, QuorumActions actions) => throw new NotImplementedException();

    public EpochAnswer OnEndEpoch(in EndEpoch message, long now, QuorumActions actions) => throw new NotImplementedException();

    public void OnEpochAnswer(int from, in EpochAnswer answer, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>Somebody who knows says who leads an epoch (the nodes' table of leaders): as an answer that names the leader (rule E8).</summary>
    public void OnLeaderLearnt(int leaderId, int epoch, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>A replica fetches. An answer of the kind Entries without entries is to be parked by the driver; parked ones are looked at again through this method's verdict or ended with none.</summary>
    public FetchVerdict OnFetch(in FetchRequest request, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>An answer to this replica's Fetch.</summary>
    public void OnFetchAnswer(in FetchAnswer answer, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>The leader is alive and has nothing new for this replica, which goes on waiting with the same Fetch (an empty answer of the session that it shares with others).</summary>
    public void OnLeaderAlive(int nodeId, int epoch, long now) => throw new NotImplementedException();

    /// <summary>Leader: a replica goes on waiting with the same Fetch (the session's next request came): it is alive.</summary>
    public void OnReplicaAlive(Voter replica, int epoch, long now) => throw new NotImplementedException();

    /// <summary>The connection to a node was closed or refused; when it led, the election timer shortens.</summary>
    public void OnNodeLost(int nodeId, long now) => throw new NotImplementedException();

    /// <summary>The base of the leader has come (after <see cref="FetchBase"/>), or could not be got: position null.</summary>
    public void OnBase(int leaderId, int epoch, LogPosition? position, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>Campaign now, without waiting for a timer: the first leader of a new partition, or the one that an operator prefers.</summary>
    public void Campaign(long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>Leader: begin to change the voters (rules V2, V3). The outcome shows: leader of the next epoch with that set, or not leader.</summary>
    public VoterChangeVerdict ChangeVoters(IReadOnlyList<Voter> voters, long now, QuorumActions actions) => throw new NotImplementedException();

    /// <summary>Leader: stop leading, and let a successor campaign at once (shutdown, or rule V5); the preferred one first where it has everything.</summary>
    public void Resign(Voter? preferred, long now, QuorumActions actions) => throw new NotImplementedException();
}

/// <summary>What a leader knows of another replica.</summary>
/// <param name="Replica">Node and uuid.</param>
/// <param name="IsVoter">Voter, or observer.</param>
/// <param name="Acknowledged">Largest position that it has on disk in this epoch; null before its first Fetch.</param>
/// <param name="LastFetchMs">Monotonic time of its last Fetch, or -1.</param>
/// <param name="LastCaughtUpMs">When it last had everything that the leader's log held at its Fetch before, or -1.</param>
public readonly record struct ReplicaProgress(Voter Replica, bool IsVoter, LogPosition? Acknowledged, long LastFetchMs, long LastCaughtUpMs);
