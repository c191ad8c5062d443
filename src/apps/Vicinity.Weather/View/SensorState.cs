namespace Vicinity.Weather;

/// <summary>The newest reading of one kind of a sensor, and how the sensor is doing.</summary>
/// <param name="Reading">The reading.</param>
/// <param name="Coefficient">What was worked out of it; null for kinds that have none.</param>
/// <param name="Received">When it came into the log, in Unix milliseconds.</param>
/// <param name="PeriodMs">Milliseconds between its readings, averaged; null after the first.</param>
/// <param name="Readings">How many have been seen since the beginning of the kept history.</param>
/// <param name="Health">How it is doing.</param>
/// <param name="Index">Its place in the order in which sensors came.</param>
/// <param name="Change">Number of its latest change; those of a view rise.</param>
public readonly record struct SensorState(Reading Reading, double? Coefficient, long Received, double? PeriodMs, long Readings, SensorHealth Health, int Index, long Change)
{
    /// <summary>Milliseconds from the measurement until it came into the log; negative for a clock that is ahead.</summary>
    public long DelayMs => Received - Reading.Time;
}
