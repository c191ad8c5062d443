using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// A leader's part of a move: makes the voters of the partitions that this node leads those that the cluster's own log wants. Newcomers are added
/// before others are removed, so that the number of copies does not fall (rule V6); a leader that is to go hands over last (rule V5).
/// Thread-safe.
/// </summary>
internal sealed class VoterUpkeep(TopicRegistry topics, BrokerOptions options)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<(Guid TopicId, int Partition), bool> _busy = new();

    /// <summary>Begins the next step of every move that this node's leaders can take part in. Steps that are under way go on.</summary>
    /// <returns>Whether there is anything left to do.</returns>
    public bool Tend()
    {
        bool isMoving = false;
        foreach (Topic topic in topics.All)
        {
            ClusterTopic record = topic.Record;
            for (int p = 0; p < record.Partitions.Length; p++)
            {
                if (!record.Partitions[p].IsMoving || topic.Replica(p) is not { Role: QuorumRole.Leader } leader) continue;
                isMoving = true;
                if (_busy.TryAdd((topic.Id, p), true)) _ = TendAsync((topic.Id, p), leader, record.Partitions[p].Target);
            }
        }

        return isMoving;
    }

    /// <summary>The next change of a partition's voters, one at a time; neither when they are the wanted ones. Pure.</summary>
    public static (Voter? Add, Voter? Remove) Next(IReadOnlyList<Voter> voters, ImmutableArray<Voter> wanted, int self)
    {
        foreach (Voter voter in wanted)
        {
            if (!voters.Contains(voter)) return (voter, null);
        }

        Voter? own = null;
        foreach (Voter voter in voters)
        {
            if (wanted.Contains(voter)) continue;
            if (voter.NodeId != self) return (null, voter);
            own = voter;
        }

        return (null, own);
    }

    private async Task TendAsync((Guid TopicId, int Partition) key, Replica leader, ImmutableArray<Voter> wanted)
    {
        try
        {
            while (leader.Role == QuorumRole.Leader && !leader.IsClosed)
            {
                (Voter? add, Voter? remove) = Next(leader.Voters, wanted, options.NodeId);
                if (add is null && remove is null) return;
                if (remove?.NodeId == options.NodeId)
                {
                    leader.Resign(wanted[0].NodeId);
                    return;
                }

                ErrorCode error = add is Voter newcomer
                    ? await leader.AddVoterAsync(newcomer, s_timeout).ConfigureAwait(false)
                    : await leader.RemoveVoterAsync(remove!.Value, s_timeout).ConfigureAwait(false);
                if (error != ErrorCode.None) return;
            }
        }
        finally
        {
            _busy.TryRemove(key, out bool _);
        }
    }
}
