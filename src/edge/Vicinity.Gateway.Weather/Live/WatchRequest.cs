namespace Vicinity.Gateway.Weather;

/// <summary>Whose windows a live reader looks at.</summary>
/// <param name="Scope">all (unless given), place or sensor.</param>
/// <param name="Name">The place or sensor.</param>
internal sealed record WatchRequest(string? Scope, string? Name);
