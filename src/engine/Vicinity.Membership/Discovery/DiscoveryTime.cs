namespace Vicinity.Membership;

/// <summary>The time as discovery needs it.</summary>
/// <param name="MonotonicMs">Milliseconds of a clock that never goes back: measures how long.</param>
/// <param name="UnixMs">Milliseconds of Unix time: tells other machines when.</param>
public readonly record struct DiscoveryTime(long MonotonicMs, long UnixMs);
