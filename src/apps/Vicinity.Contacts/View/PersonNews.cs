namespace Vicinity.Contacts;

/// <summary>What is newly heard of a person, whatever the form in which it was reported.</summary>
/// <param name="Tick">The tick in the simulation.</param>
/// <param name="Time">When it was said, in Unix milliseconds.</param>
/// <param name="ToldTick">The tick that was told; -1 of people without ticks.</param>
/// <param name="X">Where, in units of the field.</param>
/// <param name="Y">Where, in units of the field.</param>
/// <param name="Health">Where the person stands in the course of an infection.</param>
/// <param name="DiedInfected">Whether the person died infected.</param>
/// <param name="Isolated">Whether the person isolates.</param>
/// <param name="Left">Whether the person has left.</param>
/// <param name="Source">Number of the person by whom it was infected; null where nobody is named.</param>
/// <param name="InfectedAt">The tick of the infection, if it is one.</param>
/// <param name="Contacts">Whom the person heard.</param>
internal readonly record struct PersonNews(
    int Tick, long Time, int ToldTick, double X, double Y, Health Health, bool DiedInfected, bool Isolated, bool Left, int? Source, int InfectedAt, IReadOnlyList<Heard> Contacts);
