namespace Vicinity.Weather;

/// <summary>What became of a sensor's readings.</summary>
/// <param name="Taken">Readings that it took.</param>
/// <param name="Stored">Those that are stored.</param>
/// <param name="Refused">Those that break a rule.</param>
/// <param name="Waiting">Those that wait until they are taken.</param>
/// <param name="Dropped">Those that the bound cost.</param>
/// <param name="Problem">Why they wait; null while they are taken.</param>
public sealed record SensorStatus(long Taken, long Stored, long Refused, int Waiting, long Dropped, string? Problem);
