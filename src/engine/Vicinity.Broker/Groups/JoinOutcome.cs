using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Answer to a JoinGroup.</summary>
internal sealed record JoinOutcome(ErrorCode Error, string MemberId)
{
    public int Generation { get; init; } = -1;

    public string? ProtocolType { get; init; }

    public string? ProtocolName { get; init; }

    /// <summary>Member id of the leader.</summary>
    public string Leader { get; init; } = "";

    public bool SkipAssignment { get; init; }

    /// <summary>All members, for the leader alone.</summary>
    public IReadOnlyList<JoinedMember> Members { get; init; } = [];
}

/// <summary>A member as the leader sees it.</summary>
internal readonly record struct JoinedMember(string MemberId, string? InstanceId, byte[] Metadata);
