namespace Vicinity.Gateway;

/// <summary>Whether requests can be served with fresh data, as all checks together say. Thread-safe.</summary>
/// <param name="checks">What the gateway itself looks at.</param>
/// <param name="applications">The applications.</param>
internal sealed class Readiness(IEnumerable<ReadinessCheck> checks, IReadOnlyList<Application> applications)
{
    private readonly ReadinessCheck[] _own = [.. checks];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsReady => applications.All(a => a.Status.Problem is null) && All.All(check => Say(check.Problem) is null);

    /// <summary>Which applications do not run, and what each check says now.</summary>
    public IReadOnlyList<ReadinessItem> Items() =>
    [
        .. applications.Select(a => a.Status).Where(s => s.Problem is not null).Select(s => new ReadinessItem(s.Name, s.Problem)),
        .. All.Select(check => new ReadinessItem(check.Name, Say(check.Problem), Say(check.Warning))),
    ];

    private IEnumerable<ReadinessCheck> All => _own.Concat(applications.SelectMany(a => a.Checks));

    private static string? Say(Func<string?> question)
    {
        try
        {
            return question();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }
}
