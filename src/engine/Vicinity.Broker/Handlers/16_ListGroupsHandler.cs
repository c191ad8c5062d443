using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>ListGroups. Behavior: all groups, sorted by name; with a filter, those in its states. Version notes: v4 states (KIP-518).</summary>
internal sealed class ListGroupsHandler(GroupCoordinator coordinator) : MessageHandler<ListGroupsRequest, ListGroupsResponse>(0, 4)
{
    protected override ValueTask<ListGroupsResponse> HandleAsync(ListGroupsRequest request, RequestContext context)
    {
        var states = request.StatesFilter.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return ValueTask.FromResult(new ListGroupsResponse
        {
            // The groups of another coordinator are listed there.
            ErrorCode = coordinator.ServiceError == ErrorCode.NotCoordinator ? ErrorCode.None : coordinator.ServiceError,
            Groups = [.. coordinator.List()
                .Where(g => states.Count == 0 || states.Contains(g.State.ToString()))
                .OrderBy(g => g.GroupId, StringComparer.Ordinal)
                .Select(g => new ListGroupsResponseGroup { GroupId = g.GroupId, ProtocolType = g.ProtocolType, GroupState = g.State.ToString() })],
        });
    }
}
