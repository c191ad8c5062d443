namespace Vicinity.Weather;

/// <summary>How long something took lately, in milliseconds.</summary>
/// <param name="Median">Half of it was faster.</param>
/// <param name="P99">One in a hundred was slower.</param>
/// <param name="Longest">The slowest.</param>
/// <param name="Count">Of how many these are.</param>
public sealed record LatencySummary(double Median, double P99, double Longest, int Count);
