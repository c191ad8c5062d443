namespace Vicinity.Storage;

/// <summary>Offsets of a log whose entries cannot be read any more.</summary>
/// <param name="From">The first.</param>
/// <param name="To">Behind the last; as the first when only an entry without offsets is lost.</param>
/// <param name="Reason">Where and why.</param>
public sealed record LostRange(long From, long To, string Reason);
