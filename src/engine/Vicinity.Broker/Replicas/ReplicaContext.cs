using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>What the replicas of one node share.</summary>
internal sealed class ReplicaContext
{
    // Not the system's tick count, which moves in steps of 4 ms: elections take tens.
    private static readonly long s_ticksPerMs = Stopwatch.Frequency / 1000;

    private long _rises;

    public required int NodeId { get; init; }

    public required FlushLoop FlushLoop { get; init; }

    public required DeadlineLoop Deadlines { get; init; }

    public required VoteJournal Votes { get; init; }

    public required QuorumTimers Timers { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    public required ClusterEvents Events { get; init; }

    /// <summary>How long a follower may be behind before it no longer counts as in sync, in milliseconds.</summary>
    public int InSyncMs { get; init; } = 1000;

    /// <summary>Called at each change of leadership.</summary>
    public ILeadershipObserver? Observer { get; set; }

    /// <summary>Set before replicas with other voters are opened.</summary>
    public IQuorumTransport? Transport { get; set; }

    /// <summary>
    /// Held while the recorded bound of a log is read and written, and while a log is cut below it: else an old, higher bound could be recorded
    /// after the cut, and the next start would take the log for damaged.
    /// </summary>
    public Lock BoundsGate { get; } = new();

    /// <summary>Replicas of this node that ask for votes now.</summary>
    public RunningElections Elections { get; } = new(most: 16);

    /// <summary>How often a high watermark rose on this node: a caller that has seen this number knows whether a look at all of them can find anything.</summary>
    public long Rises => Interlocked.Read(ref _rises);

    /// <summary>A high watermark rose.</summary>
    public void CountRise() => Interlocked.Increment(ref _rises);

    /// <summary>Notes an event of a partition on this node.</summary>
    public void Record(ClusterEventKind kind, TopicPartition partition, int epoch, string? detail = null, long offset = -1) => Events.Record(new(kind)
    {
        NodeId = NodeId,
        Topic = partition.Topic,
        Partition = partition.Partition,
        Epoch = epoch,
        Offset = offset,
        Detail = detail,
    });

    /// <summary>Monotonic milliseconds: wall clocks that jump change no role.</summary>
    public static long NowMs => Stopwatch.GetTimestamp() / s_ticksPerMs;

    /// <summary>Randomness of a replica's timers; nodes that start together must not keep step.</summary>
    public static Prng NewPrng() => new((ulong)Random.Shared.NextInt64());
}
