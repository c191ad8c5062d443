namespace Vicinity.Weather;

/// <summary>A record of the log of windows.</summary>
/// <param name="Link">Its place in the chain.</param>
/// <param name="Windows">What stands in it.</param>
public sealed record WindowRecord(ChainLink Link, IReadOnlyList<Window> Windows);
