namespace Vicinity.Gateway;

/// <summary>What <c>GET /readyz</c> answers.</summary>
/// <param name="Status">"ready" or "delayed".</param>
/// <param name="Checks">The single checks; for the operator only.</param>
internal sealed record ReadinessAnswer(string Status, IReadOnlyList<ReadinessItem>? Checks);

/// <summary>One check of <see cref="ReadinessAnswer"/>.</summary>
internal sealed record ReadinessItem(string Name, string? Problem);
