namespace Vicinity.Weather;

/// <summary>A reading with what a server worked out of it: air wellness or pollution, 1 is best.</summary>
/// <param name="Reading">The reading.</param>
/// <param name="Value">Between 0 and 1, in hundredths; null for kinds that have none.</param>
public readonly record struct Coefficient(Reading Reading, double? Value);
