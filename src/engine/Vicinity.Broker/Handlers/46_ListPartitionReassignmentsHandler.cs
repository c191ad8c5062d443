using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>ListPartitionReassignments (KIP-455). Behavior: the moves that are under way, of the partitions asked for or of all. Topic tools ask for it when they describe topics. Version notes: none.</summary>
internal sealed class ListPartitionReassignmentsHandler(ClusterFollower follower) : MessageHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(0, 0)
{
    protected override ValueTask<ListPartitionReassignmentsResponse> HandleAsync(ListPartitionReassignmentsRequest request, RequestContext context)
    {
        var response = new ListPartitionReassignmentsResponse();
        IEnumerable<(ClusterTopic Topic, IReadOnlyCollection<int>? Partitions)> asked = request.Topics is null
            ? follower.Image.Topics.Values.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => (t, (IReadOnlyCollection<int>?)null))
            : Asked(request.Topics);
        foreach ((ClusterTopic topic, IReadOnlyCollection<int>? partitions) in asked)
        {
            var answered = new ListPartitionReassignmentsResponseTopic { Name = topic.Name };
            for (int p = 0; p < topic.Partitions.Length; p++)
            {
                PartitionAssignment assignment = topic.Partitions[p];
                if (!assignment.IsMoving || partitions?.Contains(p) == false) continue;
                answered.Partitions.Add(new()
                {
                    PartitionIndex = p,
                    Replicas = [.. assignment.All.Select(v => v.NodeId).Distinct()],
                    AddingReplicas = [.. assignment.Target.Except(assignment.Replicas).Select(v => v.NodeId).Distinct()],
                    RemovingReplicas = [.. assignment.Replicas.Except(assignment.Target).Select(v => v.NodeId).Distinct()],
                });
            }

            if (answered.Partitions.Count > 0) response.Topics.Add(answered);
        }

        return new(response);
    }

    private IEnumerable<(ClusterTopic Topic, IReadOnlyCollection<int>? Partitions)> Asked(List<ListPartitionReassignmentsRequestTopic> topics)
    {
        foreach (var asked in AskedTopics.Merge(topics, t => t.Name, t => t.PartitionIndexes))
        {
            if (follower.Image.Topics.TryGetValue(asked.Topic, out ClusterTopic? topic)) yield return (topic, asked.Partitions.ToHashSet());
        }
    }
}
