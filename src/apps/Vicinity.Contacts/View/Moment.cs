namespace Vicinity.Contacts;

/// <summary>A simulation at a moment.</summary>
/// <param name="Time">The moment, in Unix milliseconds.</param>
/// <param name="Tick">The tick that had been last.</param>
/// <param name="People">Who had been heard of.</param>
/// <param name="Counts">How many people were in each state.</param>
public sealed record Moment(long Time, int Tick, IReadOnlyList<SeenPerson> People, HealthCounts Counts);
