namespace Vicinity.Broker;

/// <summary>The member that a request says it comes from.</summary>
/// <param name="MemberId">The id given by the coordinator; empty for a sender outside the group.</param>
/// <param name="InstanceId">The static name, or null.</param>
/// <param name="Generation">The generation that the sender believes in; -1 for none.</param>
internal readonly record struct MemberClaim(string MemberId, string? InstanceId, int Generation);
