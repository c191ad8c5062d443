using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// The leaders of all partitions of the cluster, as far as this node has learnt of them: from its own replicas and from leaders that announce
/// themselves. The highest epoch counts; a leader that is lost stays in the table until there is another. Thread-safe.
/// </summary>
internal sealed class LeadershipTable
{
    /// <summary>The topic id under which the leader of the cluster's own log stands.</summary>
    public static readonly Guid ClusterTopicId = Guid.Empty;

    /// <summary>News may be ahead of the topics that this node knows, but not without bound.</summary>
    private const int MaxPartitions = 2_000_000;

    private readonly ConcurrentDictionary<(Guid TopicId, int Partition), KnownLeader> _leaders = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    /// <summary>The last leader that is known, or null.</summary>
    public KnownLeader? Find(Guid topicId, int partition) => _leaders.GetValueOrDefault((topicId, partition));

    /// <summary>Learns of a leader. Call <see cref="Pulse"/> after one or many of these.</summary>
    /// <param name="topicId">The topic.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="epoch">The leader's epoch.</param>
    /// <param name="leaderId">Its node; below 0 is no news.</param>
    /// <param name="voters">The committed voters, or empty.</param>
    /// <returns>Whether it was news.</returns>
    public bool Learn(Guid topicId, int partition, int epoch, int leaderId, ImmutableArray<Voter> voters)
    {
        if (leaderId < 0) return false;
        var key = (topicId, partition);
        while (true)
        {
            if (!_leaders.TryGetValue(key, out KnownLeader? known))
            {
                if (_leaders.Count >= MaxPartitions) return false;
                if (_leaders.TryAdd(key, new KnownLeader(epoch, leaderId, voters))) return true;
                continue;
            }

            if (epoch < known.Epoch || (epoch == known.Epoch && (voters.IsEmpty || known.Voters.Length > 0))) return false;
            if (_leaders.TryUpdate(key, new KnownLeader(epoch, leaderId, voters), known)) return true;
        }
    }

    /// <summary>Forgets a topic that is gone.</summary>
    public void Forget(Guid topicId, int partitions)
    {
        for (int p = 0; p < partitions; p++) _leaders.TryRemove((topicId, p), out KnownLeader? _);
    }

    /// <summary>Wakes all that wait for a change.</summary>
    public void Pulse() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
