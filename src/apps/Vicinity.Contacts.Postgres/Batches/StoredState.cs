namespace Vicinity.Contacts.Postgres;

/// <summary>What is stored of a person already, as far as it decides what comes next.</summary>
/// <param name="Time">Time of its latest report, in Unix milliseconds.</param>
/// <param name="Tick">Its tick; null where it has none.</param>
/// <param name="Health">Where it stood then.</param>
internal readonly record struct StoredState(long Time, int? Tick, Health Health)
{
    /// <summary>Whether a report is later than what is stored. Ticks decide within a millisecond only: a simulation that begins again under its name counts from 0.</summary>
    public bool IsBefore(PersonMessage report) => report.Time > Time || (report.Time == Time && report.Tick > Tick);
}
