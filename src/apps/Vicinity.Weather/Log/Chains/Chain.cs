namespace Vicinity.Weather;

/// <summary>
/// Tells which records of a partition count. Each names the one before it, and of several that name the same one, the first in the log counts. So a writer that was paused, that others have replaced,
/// or that sends again what was stored, changes nothing; readers agree without asking anybody. A writer sends a record only when it has seen that the one before it counts, so a record that does not count
/// never has a higher number than all that do. Not thread-safe.
/// </summary>
public sealed class Chain
{
    private bool _isCertain;

    /// <summary>The last record that counts; null before the first.</summary>
    public ChainLink? Last { get; private set; }

    /// <summary>Goes on from a record that is known to count.</summary>
    public void StartAt(in ChainLink link)
    {
        Last = link;
        _isCertain = true;
    }

    /// <summary>What a record would be.</summary>
    public ChainPlace PlaceOf(in ChainLink link)
    {
        if (Last is not { } last) return ChainPlace.Base;
        if (link.Number == last.Number + 1 && link.Previous == last.Writer) return ChainPlace.Next;
        // A chain that begins anew takes a number above all before it. And a reader that began with a record that did not count learns it from the first one that does.
        return link.Number > last.Number && (link.Begins || !_isCertain) ? ChainPlace.Base : ChainPlace.None;
    }

    /// <summary>Takes the next record of the log.</summary>
    public ChainPlace Take(in ChainLink link)
    {
        ChainPlace place = PlaceOf(link);
        if (place == ChainPlace.None) return place;
        Last = link;
        _isCertain |= link.Begins;
        return place;
    }
}
