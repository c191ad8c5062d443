using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>ListPartitionReassignments (KIP-455). Behavior: none is ever under way where there is one node to be on. Topic tools ask for it when they describe topics.</summary>
internal sealed class ListPartitionReassignmentsHandler() : MessageHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(0, 0)
{
    protected override ValueTask<ListPartitionReassignmentsResponse> HandleAsync(ListPartitionReassignmentsRequest request, RequestContext context) =>
        new(new ListPartitionReassignmentsResponse());
}
