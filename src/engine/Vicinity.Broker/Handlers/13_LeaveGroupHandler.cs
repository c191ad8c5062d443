using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// LeaveGroup. Behavior: the members named are removed and the others rebalance. Version notes: up to v2 one member, whose error is the
/// request's; from v3 a list, each with an error of its own, static members by their names (KIP-345).
/// </summary>
internal sealed class LeaveGroupHandler(GroupCoordinator coordinator) : MessageHandler<LeaveGroupRequest, LeaveGroupResponse>(0, 5)
{
    private const short ListFrom = 3;

    protected override ValueTask<LeaveGroupResponse> HandleAsync(LeaveGroupRequest request, RequestContext context)
    {
        var response = new LeaveGroupResponse();
        if (context.Version < ListFrom)
        {
            response.ErrorCode = coordinator.Leave(request.GroupId, request.MemberId, instanceId: null);
            return ValueTask.FromResult(response);
        }

        response.ErrorCode = coordinator.CheckGroupId(request.GroupId);
        if (response.ErrorCode != ErrorCode.None) return ValueTask.FromResult(response);
        foreach (LeaveGroupRequestMember member in request.Members)
        {
            response.Members.Add(new LeaveGroupResponseMember
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.GroupInstanceId,
                ErrorCode = coordinator.Leave(request.GroupId, member.MemberId, member.GroupInstanceId),
            });
        }

        return ValueTask.FromResult(response);
    }
}
