using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Moves that a client asks for.</content>
internal sealed partial class ClusterController
{
    private const string NoMove = "No partition reassignment is in progress.";

    /// <summary>Begins to move partitions of a topic to other nodes.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="wanted">By partition the nodes, the preferred leader first; null turns back the move that is under way.</param>
    /// <returns>The outcome by partition: whether the move has begun.</returns>
    public async Task<IReadOnlyDictionary<int, ChangeOutcome>> ReassignAsync(string name, IReadOnlyDictionary<int, IReadOnlyList<int>?> wanted)
    {
        IReadOnlyDictionary<int, ChangeOutcome> AllOf(ChangeOutcome outcome) => wanted.Keys.ToDictionary(p => p, _ => outcome);
        return await changes.RunAsync(
            async () =>
            {
                if (!Image.Topics.TryGetValue(name, out ClusterTopic? topic)) return AllOf(new(ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist."));
                var outcomes = new Dictionary<int, ChangeOutcome>();
                var targets = new Dictionary<int, IReadOnlyList<int>>();
                foreach ((int partition, IReadOnlyList<int>? nodesWanted) in wanted)
                {
                    outcomes[partition] = CheckMove(topic, partition, nodesWanted);
                    if (outcomes[partition].IsDone) targets[partition] = nodesWanted ?? [.. topic.Partitions[partition].Replicas.Select(v => v.NodeId).Distinct()];
                }

                if (targets.Count == 0) return outcomes;
                (ChangeOutcome outcome, IReadOnlyDictionary<int, ChangeOutcome> refused) = await moves.MoveAsync(topic, targets).ConfigureAwait(false);
                foreach (int partition in targets.Keys) outcomes[partition] = refused.TryGetValue(partition, out ChangeOutcome own) ? own : outcome;
                return outcomes;
            },
            (error, message) => AllOf(new(error, message))).ConfigureAwait(false);
    }

    private ChangeOutcome CheckMove(ClusterTopic topic, int partition, IReadOnlyList<int>? wanted)
    {
        if ((uint)partition >= (uint)topic.Partitions.Length) return new(ErrorCode.UnknownTopicOrPartition, $"The topic '{topic.Name}' has no partition {partition}.");
        PartitionAssignment assignment = topic.Partitions[partition];
        if (wanted is null) return assignment.IsMoving ? ChangeOutcome.Done : new(ErrorCode.NoReassignmentInProgress, NoMove);
        if (assignment.Replicas.IsEmpty) return new(ErrorCode.InvalidReplicaAssignment, $"partition {partition} was made when the cluster had one node, and is about to be written again; try again");

        // A node that has the replica already may be away: it keeps it.
        HashSet<int> allowed = [.. LiveNodes(), .. assignment.All.Select(v => v.NodeId)];
        return TopicRules.CheckAssignments([wanted], partition, Image, allowed);
    }
}
