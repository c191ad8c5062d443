namespace Vicinity.Weather;

/// <summary>
/// A tumbling window that was closed: readings of one quantity whose detection times lie from <see cref="Start"/> to before <see cref="End"/>.
/// A window into which late readings came is sent again with a higher revision.
/// </summary>
/// <param name="Quantity">What is summed up.</param>
/// <param name="Scope">Over which sensors.</param>
/// <param name="Name">The place or the sensor; empty for all.</param>
/// <param name="Start">First moment, in Unix milliseconds: a multiple of the length.</param>
/// <param name="End">The moment after the last.</param>
/// <param name="Revision">0 while no late readings are in it, then rising.</param>
/// <param name="Count">Readings inside; 0 for an empty window, which has no mean.</param>
/// <param name="Mean">Arithmetic mean, or the direction of the mean vector; null for an empty window, and for directions that cancel out.</param>
/// <param name="Deviation">Standard deviation of the readings (divided by their number), 0 for one; for a direction the circular one, in degrees; null where there is no mean.</param>
/// <param name="Minimum">Least value; null for an empty window and for a direction.</param>
/// <param name="Maximum">Greatest value; null for an empty window and for a direction.</param>
/// <param name="Newest">Detection time of the newest reading inside; null for an empty window.</param>
public sealed record Window(
    Quantity Quantity, WindowScope Scope, string Name, long Start, long End, int Revision, long Count, double? Mean, double? Deviation, double? Minimum, double? Maximum, long? Newest)
{
    /// <summary>Number of the window since 1970: what terminals remember.</summary>
    public long Number => Start / (End - Start);
}
