using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeGroups. Behavior: members' bytes are shown while the group is stable. A group named twice is described once. Version notes: v3 authorized operations (KIP-430); v4 static members; before v6 an
/// unknown group is no error, its state is "Dead"; from then on it is GROUP_ID_NOT_FOUND as well.
/// </summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator coordinator) : MessageHandler<DescribeGroupsRequest, DescribeGroupsResponse>(0, 6)
{
    private const short NotFoundFrom = 6;

    protected override ValueTask<DescribeGroupsResponse> HandleAsync(DescribeGroupsRequest request, RequestContext context) => ValueTask.FromResult(new DescribeGroupsResponse
    {
        Groups = [.. request.Groups.Distinct().Select(id => Describe(id, request.IncludeAuthorizedOperations, context.Version))],
    });

    private DescribeGroupsResponseGroup Describe(string id, bool includeOperations, short version)
    {
        if (coordinator.Describe(id) is { } described)
        {
            if (includeOperations) described.AuthorizedOperations = AuthorizedOperations.Group;
            return described;
        }

        ErrorCode error = coordinator.ServiceError;
        if (error != ErrorCode.None) return new() { GroupId = id, ErrorCode = error };
        var dead = new DescribeGroupsResponseGroup { GroupId = id, GroupState = nameof(GroupState.Dead) };
        if (version < NotFoundFrom) return dead;
        dead.ErrorCode = ErrorCode.GroupIdNotFound;
        dead.ErrorMessage = $"group '{id}' was not found";
        return dead;
    }
}
