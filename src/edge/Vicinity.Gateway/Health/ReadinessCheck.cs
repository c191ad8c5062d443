namespace Vicinity.Gateway;

/// <summary>One thing that must be in order before requests are sent here. An application's part adds its own to the services. Called from any thread; must not block.</summary>
/// <param name="Name">What is looked at, for the operator.</param>
/// <param name="Problem">Says why requests cannot be served with fresh data, null when they can.</param>
public sealed record ReadinessCheck(string Name, Func<string?> Problem)
{
    /// <summary>Says what the operator should know although requests are served with fresh data; null for nothing.</summary>
    public Func<string?> Warning { get; init; } = () => null;
}
