namespace Vicinity.Contacts;

/// <summary>A trace whose steps name people by their ids: <see cref="Trace"/>.</summary>
/// <param name="Steps">The steps, by depth.</param>
/// <param name="Complete">Whether these are all; false where a limit was reached.</param>
public sealed record PersonTrace(IReadOnlyList<PersonTraceStep> Steps, bool Complete);
