using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// AlterPartitionReassignments (KIP-455). Behavior: records where replicas are to be; the partitions' leaders add voters first and remove others then. Null
/// replicas turn a move back. Version notes: none.
/// </summary>
internal sealed class AlterPartitionReassignmentsHandler(ClusterController controller, PeerNetwork peers, BrokerOptions options)
    : ControllerHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(controller, peers, options, 0, 0)
{
    protected override async ValueTask<AlterPartitionReassignmentsResponse> ServeAsync(AlterPartitionReassignmentsRequest request, RequestContext context)
    {
        var response = new AlterPartitionReassignmentsResponse();
        foreach (var topic in AskedTopics.Merge(request.Topics, t => t.Name, t => t.Partitions, p => p.PartitionIndex))
        {
            var wanted = new Dictionary<int, IReadOnlyList<int>?>();
            foreach (var partition in topic.Partitions) wanted[partition.PartitionIndex] = partition.Replicas;
            IReadOnlyDictionary<int, ChangeOutcome> outcomes = await Controller.ReassignAsync(topic.Topic, wanted).ConfigureAwait(false);
            var answered = new AlterPartitionReassignmentsResponseTopic { Name = topic.Topic };
            foreach ((int partition, ChangeOutcome outcome) in outcomes.OrderBy(o => o.Key))
                answered.Partitions.Add(new() { PartitionIndex = partition, ErrorCode = outcome.Error, ErrorMessage = outcome.Message });
            response.Responses.Add(answered);
        }

        return response;
    }

    protected override AlterPartitionReassignmentsResponse Refuse(AlterPartitionReassignmentsRequest request, RequestContext context, ChangeOutcome reason) =>
        new() { ErrorCode = reason.Error, ErrorMessage = reason.Message };

    protected override int TimeoutMs(AlterPartitionReassignmentsRequest request) => Math.Max(0, request.TimeoutMs);
}
