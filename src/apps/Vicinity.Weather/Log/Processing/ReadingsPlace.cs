namespace Vicinity.Weather;

/// <summary>Where a partition of the readings is.</summary>
/// <param name="Topic">Id of the topic; zeros where the log does not tell.</param>
/// <param name="First">Offset of the first reading that is kept.</param>
/// <param name="End">Offset behind the last one.</param>
internal readonly record struct ReadingsPlace(Guid Topic, long First, long End);
