using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Moves of replicas, which the partitions' leaders carry out: begun for those whose nodes stay away or have lost them, or where a client asks; recorded as done. Part of the controller.</summary>
internal sealed class ReplicaMoves(ClusterChanges changes, NodeWatch watch, TopicRegistry topics, LeadershipTable leaders, NodeCalls nodes, ClusterEvents events, BrokerOptions options, ILogger log)
{
    /// <summary>Moves that may be under way at one time: each copies a whole partition.</summary>
    private const int MaxMoves = 100;

    /// <summary>Checks the moves once.</summary>
    public async Task TendAsync()
    {
        HashSet<int> away = watch.AwayTooLong();
        if (!changes.Image.Topics.Values.Any(t => NeedsTending(t, away)) && !watch.HasMissing()) return;
        await changes.RunAsync(
            async () =>
            {
                await EndMovesAsync().ConfigureAwait(false);
                await RepairAsync(away).ConfigureAwait(false);
                return true;
            },
            (_, _) => false).ConfigureAwait(false);
    }

    private bool NeedsTending(ClusterTopic topic, HashSet<int> away) =>
        topic.Partitions.Any(p => p.IsMoving || p.Replicas.IsEmpty || (away.Count > 0 && p.Wanted.Any(v => away.Contains(v.NodeId))))
        || (topic.Name == TopicName.ConsumerOffsets && topic.Partitions[0].Wanted.Length < Math.Min(TopicRules.DefaultReplicas, watch.LiveNodes().Count));

    /// <summary>Records the ends of moves that the partitions' leaders have carried out.</summary>
    private async Task EndMovesAsync()
    {
        var ended = new List<KeyedRecord>();
        var moved = new List<(string Topic, int Partition, PartitionAssignment Before)>();
        foreach (ClusterTopic topic in changes.Image.Topics.Values)
        {
            ImmutableArray<PartitionAssignment> partitions = topic.Partitions;
            for (int p = 0; p < partitions.Length; p++)
            {
                if (partitions[p].Replicas.IsEmpty && topics.Find(topic.Id)?.Replica(p) is { Failure: null } mine)
                {
                    // Written when the cluster was this node alone.
                    partitions = partitions.SetItem(p, new PartitionAssignment([new Voter(options.NodeId, mine.Id)]));
                    continue;
                }

                if (!Moves.IsDone(partitions[p], leaders.Find(topic.Id, p))) continue;
                moved.Add((topic.Name, p, partitions[p]));
                partitions = partitions.SetItem(p, partitions[p].Moved());
            }

            if (partitions != topic.Partitions) ended.Add(ClusterRecord.Of(topic with { Partitions = partitions }));
        }

        if (ended.Count == 0) return;
        (ChangeOutcome outcome, long _) = await changes.CommitAsync(ended).ConfigureAwait(false);
        if (!outcome.IsDone) return;
        foreach ((string topic, int partition, PartitionAssignment before) in moved)
        {
            int[] added = [.. before.Target.Except(before.Replicas).Select(v => v.NodeId)];
            int[] removed = [.. before.Replicas.Except(before.Target).Select(v => v.NodeId)];
            ControllerLogLines.ReplicasMoved(log, new TopicPartition(topic, partition), string.Join(", ", before.Target.Select(v => v.NodeId)));
            for (int i = 0; i < added.Length; i++)
                events.Record(new(ClusterEventKind.ReplicaMoved) { NodeId = added[i], OtherNodeId = i < removed.Length ? removed[i] : -1, Topic = topic, Partition = partition });
        }
    }

    /// <summary>Begins moves for replicas whose nodes stay away or have lost them, and where there are too few.</summary>
    private async Task RepairAsync(HashSet<int> away)
    {
        int room = MaxMoves - changes.Image.Topics.Values.Sum(t => t.Partitions.Count(p => p.IsMoving));
        IReadOnlyList<int> live = watch.LiveNodes();
        var placement = new Placement(changes.Image, live);
        foreach (ClusterTopic topic in changes.Image.Topics.Values)
        {
            if (room <= 0) return;
            var targets = new Dictionary<int, IReadOnlyList<int>>();
            for (int p = 0; p < topic.Partitions.Length && room > 0; p++)
            {
                PartitionAssignment assignment = topic.Partitions[p];
                int wanted = topic.Name == TopicName.ConsumerOffsets ? Math.Max(assignment.Wanted.Length, Math.Min(TopicRules.DefaultReplicas, live.Count)) : assignment.Wanted.Length;
                ImmutableArray<int>? target = MissingOn(topic.Id, p, assignment) ? [.. assignment.Wanted.Select(v => v.NodeId)] : Moves.Repair(assignment, away, wanted, placement);
                // Without a leader it could not be carried out, and first voters that have not begun yet would no longer be first.
                if (target is null || leaders.Find(topic.Id, p) is null || assignment.Replicas.IsEmpty) continue;
                targets[p] = target;
                room--;
            }

            if (targets.Count > 0) await MoveAsync(topic, targets).ConfigureAwait(false);
        }
    }

    /// <summary>Has nodes prepare the replicas that they do not have, and records the moves; the leaders carry them out. To be called within a change.</summary>
    /// <returns>The outcome, and for partitions that could not be moved why not.</returns>
    public async Task<(ChangeOutcome Outcome, IReadOnlyDictionary<int, ChangeOutcome> Refused)> MoveAsync(ClusterTopic topic, IReadOnlyDictionary<int, IReadOnlyList<int>> targets)
    {
        var refused = new Dictionary<int, ChangeOutcome>();
        ImmutableArray<PartitionAssignment> partitions = topic.Partitions;
        foreach ((int p, IReadOnlyList<int> target) in targets)
        {
            PartitionAssignment assignment = topic.Partitions[p];
            var voters = ImmutableArray.CreateBuilder<Voter>(target.Count);
            foreach (int node in target)
            {
                if (assignment.On(node) is Voter present && !watch.IsMissing(node, topic.Id, p, present.ReplicaId))
                {
                    voters.Add(present);
                    continue;
                }

                PrepareReplicasResponse answer = await nodes.PrepareAsync(node, NodeCalls.ToPrepare(topic, [p]), changes.Stopping).ConfigureAwait(false);
                if (answer.ErrorCode != ErrorCode.None || answer.Topics is not [{ Replicas: [var made] }])
                {
                    refused[p] = new(answer.ErrorCode == ErrorCode.None ? ErrorCode.UnknownServerError : answer.ErrorCode, $"node {node} cannot take a replica: {answer.ErrorMessage}");
                    break;
                }

                voters.Add(new Voter(node, made.ReplicaId));
            }

            if (!refused.ContainsKey(p)) partitions = partitions.SetItem(p, assignment.MovingTo(voters.ToImmutable()));
        }

        if (partitions == topic.Partitions) return (ChangeOutcome.Done, refused);
        (ChangeOutcome outcome, long _) = await changes.CommitAsync([ClusterRecord.Of(topic with { Partitions = partitions })]).ConfigureAwait(false);
        return (outcome, refused);
    }

    private bool MissingOn(Guid topicId, int partition, PartitionAssignment assignment) => assignment.Wanted.Any(v => watch.IsMissing(v.NodeId, topicId, partition, v.ReplicaId));
}
