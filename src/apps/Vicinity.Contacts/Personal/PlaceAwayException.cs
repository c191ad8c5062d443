namespace Vicinity.Contacts;

/// <summary>A place in which something of people is kept cannot be reached.</summary>
/// <param name="place">Which place.</param>
/// <param name="inner">Why.</param>
public sealed class PlaceAwayException(string place, Exception inner) : Exception($"{place} cannot be reached: {inner.Message}", inner)
{
    /// <summary>Which place.</summary>
    public string Place { get; } = place;
}
