namespace Vicinity.Weather;

/// <summary>A window over all sensors that is still open.</summary>
/// <param name="Kind">Kind of the readings.</param>
/// <param name="Start">First moment, in Unix milliseconds.</param>
/// <param name="End">The moment after the last.</param>
/// <param name="Readings">Readings seen so far.</param>
/// <param name="Mean">Mean of their coefficients so far; null for kinds that have none.</param>
public readonly record struct OpenWindow(ReadingKind Kind, long Start, long End, long Readings, double? Mean);
