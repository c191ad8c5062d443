namespace Vicinity.Weather;

/// <summary>A reading that was refused.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Reason">Names value, bound and reason.</param>
public readonly record struct ReadingRefusal(long Number, string Reason);
