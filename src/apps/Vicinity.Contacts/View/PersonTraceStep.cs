namespace Vicinity.Contacts;

/// <summary>A step of a <see cref="PersonTrace"/>, as <see cref="TraceStep"/> says it of numbers.</summary>
public readonly record struct PersonTraceStep(Guid Person, int Parent, int Depth, int Earliest, int Latest);
