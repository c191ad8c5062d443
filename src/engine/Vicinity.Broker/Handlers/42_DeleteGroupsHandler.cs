using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>DeleteGroups. Behavior: only groups without members can be deleted; their offsets go with them.</summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator coordinator) : MessageHandler<DeleteGroupsRequest, DeleteGroupsResponse>(0, 2)
{
    protected override async ValueTask<DeleteGroupsResponse> HandleAsync(DeleteGroupsRequest request, RequestContext context)
    {
        var response = new DeleteGroupsResponse();
        foreach (string group in request.GroupsNames.Distinct())
            response.Results.Add(new DeleteGroupsResponseGroup { GroupId = group, ErrorCode = await coordinator.DeleteAsync(group).ConfigureAwait(false) });
        return response;
    }
}
