namespace Vicinity.Weather;

/// <summary>
/// Readings that one sensor adds to a window: all of them that were in time, when it is closed; those that came late, later. Parts of one window add up, in any
/// order: <see cref="WindowMerge"/> does it. A part never replaces another.
/// </summary>
/// <param name="Quantity">What is summed up.</param>
/// <param name="Sensor">The sensor.</param>
/// <param name="Place">Where it stood; empty for nowhere in particular.</param>
/// <param name="Number">Number of the window.</param>
/// <param name="Revision">0 for readings that were in time, 1 for late ones, which are added to a closed window.</param>
/// <param name="Aggregate">The readings to add.</param>
public readonly record struct WindowPart(Quantity Quantity, string Sensor, string Place, long Number, int Revision, Aggregate Aggregate);
