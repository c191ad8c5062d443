namespace Vicinity.Gateway;

/// <summary>What <c>GET /readyz</c> answers.</summary>
/// <param name="Status">"ready"; "degraded" when it is ready and something has a warning; or "delayed".</param>
/// <param name="Checks">The single checks; for the operator only.</param>
internal sealed record ReadinessAnswer(string Status, IReadOnlyList<ReadinessItem>? Checks);

/// <summary>One check of <see cref="ReadinessAnswer"/>.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Problem">Why requests cannot be served with fresh data; null when they can.</param>
/// <param name="Warning">What the operator should know although they can; null for nothing.</param>
internal sealed record ReadinessItem(string Name, string? Problem, string? Warning = null);
