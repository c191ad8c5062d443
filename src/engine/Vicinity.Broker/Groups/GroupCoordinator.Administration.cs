using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Listing, describing and deleting groups.</content>
internal sealed partial class GroupCoordinator
{
    /// <summary>All groups, in no order.</summary>
    public IReadOnlyList<GroupListing> List()
    {
        var listed = new List<GroupListing>();
        foreach (GroupCell cell in _groups.Values)
            Act(cell, (group, _) => listed.Add(new GroupListing(group.Id, group.ProtocolType ?? "", group.State)));
        return listed;
    }

    /// <summary>A group with its members; null for an unknown one.</summary>
    public DescribeGroupsResponseGroup? Describe(string groupId)
    {
        DescribeGroupsResponseGroup? described = null;
        TryWith(groupId, (group, _) =>
        {
            bool stable = group.State == GroupState.Stable;
            described = new DescribeGroupsResponseGroup
            {
                GroupId = group.Id,
                GroupState = group.State.ToString(),
                ProtocolType = group.ProtocolType ?? "",
                ProtocolData = stable ? group.ProtocolName ?? "" : "",
                Members = [.. group.Members.Select(m => new DescribeGroupsResponseMember
                {
                    MemberId = m.Id,
                    GroupInstanceId = m.InstanceId,
                    ClientId = m.ClientId,
                    ClientHost = m.ClientHost,
                    MemberMetadata = stable ? m.MetadataFor(group.ProtocolName) : [],
                    MemberAssignment = stable ? m.Assignment : [],
                })],
            };
        });
        return described;
    }

    /// <summary>Deletes an empty group with its offsets; completes when the deletion is on disk.</summary>
    public async Task<ErrorCode> DeleteAsync(string groupId)
    {
        ErrorCode error = CheckGroupId(groupId);
        if (error != ErrorCode.None) return error;
        if (!_groups.TryGetValue(groupId, out GroupCell? cell) || !Act(cell, (group, _) => error = group.Delete())) return Lost(ErrorCode.GroupIdNotFound);

        // Records of one log are acknowledged in order: when the group's own is gone, its offsets are too.
        return error == ErrorCode.None && cell.Deletion is { } deletion ? await deletion.ConfigureAwait(false) : error;
    }
}

/// <summary>A group in a list.</summary>
internal readonly record struct GroupListing(string GroupId, string ProtocolType, GroupState State);
