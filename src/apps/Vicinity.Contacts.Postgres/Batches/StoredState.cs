namespace Vicinity.Contacts.Postgres;

/// <summary>What is stored of a person already, as far as it decides what comes next.</summary>
/// <param name="Time">Time of its latest report, in Unix milliseconds.</param>
/// <param name="Health">Where it stood then.</param>
internal readonly record struct StoredState(long Time, Health Health);
