using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// Makes events of what becomes of the leadership of this node's replicas: elections that it won, with the time for which the partition had no leader as far as
/// this node knew; leaderships that it gave up; voters that came and went. Thread-safe; quick.
/// </summary>
internal sealed class LeadershipEvents(ClusterEvents events, int nodeId, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, Known> _known = [];

    /// <summary>Role, epoch or known leader of a replica changed.</summary>
    public void Note(Replica replica)
    {
        if (replica.IsClosed) Forget(replica.Partition);
        else Note(replica.Partition, replica.Leadership, replica.Failure is null ? replica.Voters : [], replica.Failure is null ? replica.Log.End.Offset : -1);
    }

    /// <summary>The same with the values that count.</summary>
    public void Note(TopicPartition partition, Leadership now, IReadOnlyList<Voter> voters, long logEnd)
    {
        lock (_gate)
        {
            Known before = _known.GetValueOrDefault(partition, Known.Nothing);
            bool leads = now.Role == QuorumRole.Leader;
            bool led = before.LedEpoch >= 0;
            // A leader that changes its voters asks them for a new epoch and leads on meanwhile.
            bool changes = now.IsChanging || (before.IsChanging && leads);
            if (leads && now.Epoch > before.LedEpoch)
            {
                if (changes) TellVoters(partition, before.Voters, voters, now.Epoch);
                else TellElection(partition, before, now.Epoch, logEnd);
            }
            else if (led && !leads && !now.IsChanging)
            {
                events.Record(new(ClusterEventKind.LeaderResigned) { NodeId = nodeId, Topic = partition.Topic, Partition = partition.Partition, Epoch = before.LedEpoch });
            }

            _known[partition] = new Known(
                now.LeaderId >= 0 ? now.LeaderId : before.LastLeader,
                leads ? now.Epoch : now.IsChanging ? before.LedEpoch : -1,
                now.LeaderId >= 0 || now.IsChanging ? 0 : before.LeaderlessSince != 0 ? before.LeaderlessSince : time.GetTimestamp(),
                now.IsChanging,
                leads && !now.IsChanging ? voters : before.Voters);
        }
    }

    private void Forget(TopicPartition partition)
    {
        lock (_gate) _known.Remove(partition);
    }

    private void TellElection(TopicPartition partition, Known before, int epoch, long logEnd) => events.Record(new(ClusterEventKind.LeaderElected)
    {
        NodeId = nodeId,
        OtherNodeId = before.LastLeader == nodeId ? -1 : before.LastLeader,
        Topic = partition.Topic,
        Partition = partition.Partition,
        Epoch = epoch,
        Offset = logEnd,
        Duration = before.LeaderlessSince != 0 && before.LastLeader >= 0 ? time.GetElapsedTime(before.LeaderlessSince) : null,
    });

    private void TellVoters(TopicPartition partition, IReadOnlyList<Voter> before, IReadOnlyList<Voter> after, int epoch)
    {
        if (before.Count == 0) return;
        foreach (Voter voter in after.Except(before))
            events.Record(new(ClusterEventKind.VoterAdded) { NodeId = voter.NodeId, Topic = partition.Topic, Partition = partition.Partition, Epoch = epoch });
        foreach (Voter voter in before.Except(after))
            events.Record(new(ClusterEventKind.VoterRemoved) { NodeId = voter.NodeId, Topic = partition.Topic, Partition = partition.Partition, Epoch = epoch });
    }

    /// <summary>What was known of a partition.</summary>
    /// <param name="LastLeader">The last leader that was known, -1 for none yet.</param>
    /// <param name="LedEpoch">Epoch in which this node leads, -1 when it does not.</param>
    /// <param name="LeaderlessSince">Timestamp since which no leader is known, 0 while one is.</param>
    /// <param name="IsChanging">Whether this node was changing the voters.</param>
    /// <param name="Voters">Voters when this node last led.</param>
    private sealed record Known(int LastLeader, int LedEpoch, long LeaderlessSince, bool IsChanging, IReadOnlyList<Voter> Voters)
    {
        public static Known Nothing { get; } = new(-1, -1, 0, false, []);
    }
}
