namespace Vicinity.Contacts;

/// <summary>All that one place holds of a person.</summary>
/// <param name="Place">Which place.</param>
/// <param name="Complete">Whether it is all; false where a bound was reached.</param>
/// <param name="States">Its latest state in each simulation.</param>
/// <param name="Contacts">Its contacts.</param>
/// <param name="Infections">Its infections, and those of others that it is the source of.</param>
public sealed record PersonalRecords(
    string Place, bool Complete, IReadOnlyList<PersonalState> States, IReadOnlyList<PersonalContact> Contacts, IReadOnlyList<PersonalInfection> Infections);

/// <summary>Somebody's latest state. Time in Unix milliseconds.</summary>
public sealed record PersonalState(string Simulation, double X, double Y, string Health, long Time);

/// <summary>A contact: who heard whom, from and until in Unix milliseconds, and how near at the nearest; null where that is not told.</summary>
public sealed record PersonalContact(string Simulation, Guid Person, Guid Other, long From, long Until, double? Closest);

/// <summary>An infection: of whom, by whom as far as that is known, when in Unix milliseconds (of views: at which tick of the simulation).</summary>
public sealed record PersonalInfection(string Simulation, Guid Person, Guid? Source, long? Time, int? Tick);
