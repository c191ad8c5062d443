namespace Vicinity.Gateway;

/// <summary>A message to a live reader.</summary>
/// <param name="Name">The name that the page listens to.</param>
/// <param name="Body">What it holds; sent as JSON.</param>
public readonly record struct LiveMessage(string Name, object Body);
