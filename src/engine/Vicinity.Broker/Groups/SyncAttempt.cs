namespace Vicinity.Broker;

/// <summary>What a SyncGroup carries.</summary>
internal sealed record SyncAttempt(MemberClaim Claim)
{
    /// <summary>The protocol type that the sender believes in; null when its version does not say.</summary>
    public string? ProtocolType { get; init; }

    /// <summary>The assignor that the sender believes in; null when its version does not say.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>Assignments by member id, from the leader.</summary>
    public IReadOnlyDictionary<string, byte[]> Assignments { get; init; } = new Dictionary<string, byte[]>();
}
