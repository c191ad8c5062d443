using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>ListGroups. Behavior: all groups, sorted by name; with filters, those in their states and of their types; every group here is a classic one. Version notes: v4 states (KIP-518), v5 types (KIP-848).</summary>
internal sealed class ListGroupsHandler(GroupCoordinator coordinator) : MessageHandler<ListGroupsRequest, ListGroupsResponse>(0, 5)
{
    private const string Classic = "Classic";

    protected override ValueTask<ListGroupsResponse> HandleAsync(ListGroupsRequest request, RequestContext context)
    {
        var states = request.StatesFilter.ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool ofType = request.TypesFilter.Count == 0 || request.TypesFilter.Contains(Classic, StringComparer.OrdinalIgnoreCase);
        return ValueTask.FromResult(new ListGroupsResponse
        {
            // The groups of another coordinator are listed there.
            ErrorCode = coordinator.ServiceError == ErrorCode.NotCoordinator ? ErrorCode.None : coordinator.ServiceError,
            Groups = [.. coordinator.List()
                .Where(g => ofType && (states.Count == 0 || states.Contains(g.State.ToString())))
                .OrderBy(g => g.GroupId, StringComparer.Ordinal)
                .Select(g => new ListGroupsResponseGroup { GroupId = g.GroupId, ProtocolType = g.ProtocolType, GroupState = g.State.ToString(), GroupType = Classic })],
        });
    }
}
