namespace Vicinity.Gateway;

/// <summary>Whether requests can be served with fresh data, as all checks together say. Thread-safe.</summary>
/// <param name="checks">What the gateway and its parts look at.</param>
internal sealed class Readiness(IEnumerable<ReadinessCheck> checks)
{
    private readonly ReadinessCheck[] _checks = [.. checks];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsReady => Array.TrueForAll(_checks, check => ProblemOf(check) is null);

    /// <summary>What each check says now.</summary>
    public IReadOnlyList<ReadinessItem> Items() => [.. _checks.Select(check => new ReadinessItem(check.Name, ProblemOf(check)))];

    private static string? ProblemOf(ReadinessCheck check)
    {
        try
        {
            return check.Problem();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }
}
