namespace Vicinity.Contacts;

/// <summary>Where a branch left another run.</summary>
/// <param name="Name">Name of the other run.</param>
/// <param name="Tick">The last tick that both have in common.</param>
public sealed record BranchPoint(string Name, int Tick);
