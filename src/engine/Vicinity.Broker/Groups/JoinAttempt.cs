namespace Vicinity.Broker;

/// <summary>What a JoinGroup asks for.</summary>
internal sealed record JoinAttempt
{
    /// <summary>The id given before; empty the first time.</summary>
    public string MemberId { get; init; } = "";

    public string? InstanceId { get; init; }

    /// <summary>A fresh id, used if the member gets one by this attempt.</summary>
    public required string FreshMemberId { get; init; }

    public string ClientId { get; init; } = "";

    public string ClientHost { get; init; } = "";

    public required int SessionTimeoutMs { get; init; }

    public required int RebalanceTimeoutMs { get; init; }

    public required string ProtocolType { get; init; }

    public required IReadOnlyList<GroupProtocol> Protocols { get; init; }

    /// <summary>What the member takes once it has joined, see <see cref="GroupSize"/>.</summary>
    public long Bytes => GroupSize.Member(MemberId.Length > 0 ? MemberId : FreshMemberId, InstanceId, ClientId, ClientHost, Protocols);

    /// <summary>Whether a new member must come a second time with its id, so that a lost answer leaves no member behind (KIP-394).</summary>
    public bool RequireKnownMemberId { get; init; }

    /// <summary>Whether the client can be leader without computing an assignment (KIP-814).</summary>
    public bool CanSkipAssignment { get; init; }
}
