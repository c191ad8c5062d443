namespace Vicinity.Contacts;

/// <summary>The steps of a trace: each comes after its parent.</summary>
/// <param name="Steps">The steps, by depth.</param>
/// <param name="Complete">Whether these are all; false where a limit was reached.</param>
public sealed record Trace(IReadOnlyList<TraceStep> Steps, bool Complete);
