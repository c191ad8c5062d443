namespace Vicinity.Contacts;

/// <summary>Somebody was told of contact with a person who is positive.</summary>
/// <param name="Person">Who was told.</param>
/// <param name="Source">Who is positive. Where tracing is private, nobody but the simulation knows.</param>
/// <param name="Tick">When.</param>
/// <param name="Exposure">Ticks of contact that were known; where tracing is private, those of the day that had most.</param>
public readonly record struct Notification(int Person, int Source, int Tick, int Exposure);
