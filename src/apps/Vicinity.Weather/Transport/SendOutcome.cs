namespace Vicinity.Weather;

/// <summary>What became of readings that were sent.</summary>
/// <param name="Taken">How many, from the front, are stored or refused for good.</param>
/// <param name="Refused">Of the taken ones, those that break a rule, with the reason; they are never sent again.</param>
/// <param name="RetryAfter">Set when the receiver is overloaded: how long the sensor waits before it sends the rest.</param>
public sealed record SendOutcome(int Taken, IReadOnlyList<ReadingRefusal> Refused, TimeSpan? RetryAfter = null);
