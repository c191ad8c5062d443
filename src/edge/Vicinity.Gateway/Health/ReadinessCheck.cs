namespace Vicinity.Gateway;

/// <summary>One thing that must be in order before requests are sent here. An application's part adds its own to the services.</summary>
/// <param name="Name">What is looked at, for the operator.</param>
/// <param name="Problem">Says what is wrong, null when it is in order. Called from any thread; must not block.</param>
public sealed record ReadinessCheck(string Name, Func<string?> Problem);
