namespace Vicinity.Contacts;

/// <summary>An entry of a frame about a contact.</summary>
/// <param name="Event">What has happened.</param>
/// <param name="Index">The person with the lower number, as its place in the chunk.</param>
/// <param name="Other">Number of the other person.</param>
/// <param name="SquaredClosest">Square of the smallest distance so far.</param>
/// <param name="Ticks">Ticks of contact, of one that has ended or goes on.</param>
internal readonly record struct ContactEntry(ContactEvent Event, int Index, int Other, int SquaredClosest, int Ticks);
