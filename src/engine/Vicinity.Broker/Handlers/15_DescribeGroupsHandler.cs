using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>DescribeGroups. Behavior: an unknown group is no error, its state is "Dead"; members' bytes are shown while the group is stable. A group named twice is described once. Version notes: v4 static members.</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator coordinator) : MessageHandler<DescribeGroupsRequest, DescribeGroupsResponse>(0, 5)
{
    protected override ValueTask<DescribeGroupsResponse> HandleAsync(DescribeGroupsRequest request, RequestContext context) => ValueTask.FromResult(new DescribeGroupsResponse
    {
        Groups = [.. request.Groups.Distinct().Select(id => coordinator.Describe(id) ?? new DescribeGroupsResponseGroup { GroupId = id, ErrorCode = coordinator.ServiceError, GroupState = coordinator.ServiceError == ErrorCode.None ? nameof(GroupState.Dead) : "" })],
    });
}
