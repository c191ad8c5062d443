namespace Vicinity.Contacts;

/// <summary>Somebody who comes to a run after a tick, at a place, or at a drawn one where none is given.</summary>
/// <param name="Tick">The tick that has been last; 0 for the start.</param>
/// <param name="X">Where, in units of the field.</param>
/// <param name="Y">Where, in units of the field.</param>
/// <param name="Infected">Whether the person comes infected.</param>
public readonly record struct Addition(int Tick, int? X = null, int? Y = null, bool Infected = false);
