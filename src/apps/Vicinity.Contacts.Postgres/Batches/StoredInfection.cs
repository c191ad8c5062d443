namespace Vicinity.Contacts.Postgres;

/// <summary>An infection as it is stored.</summary>
/// <param name="Key">Who was infected.</param>
/// <param name="Time">When, in Unix milliseconds.</param>
/// <param name="Tick">At which tick; null where there are none.</param>
/// <param name="Source">By whom; null where that is not known, or it was infected from the start.</param>
/// <param name="Distance">How near the source was; null where that is not told.</param>
/// <param name="Told">Whether the report names the source.</param>
internal readonly record struct StoredInfection(PersonKey Key, long Time, int? Tick, Guid? Source, double? Distance, bool Told);
