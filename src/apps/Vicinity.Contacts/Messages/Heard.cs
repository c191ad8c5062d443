namespace Vicinity.Contacts;

/// <summary>A contact in a report: whom a person heard, and when.</summary>
/// <param name="Person">Whom.</param>
/// <param name="Time">When, in Unix milliseconds.</param>
/// <param name="Distance">At which distance; null where it is not told, as in reports of the original program.</param>
/// <param name="Infected">Whether the other one said that it was infected; null where it is not told.</param>
public readonly record struct Heard(Guid Person, long Time, double? Distance = null, bool? Infected = null);
