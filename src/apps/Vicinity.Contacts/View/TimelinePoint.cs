namespace Vicinity.Contacts;

/// <summary>How many people were in each state at a tick, and when that was in Unix milliseconds.</summary>
public readonly record struct TimelinePoint(long Time, HealthCounts Counts);
