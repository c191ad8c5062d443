namespace Vicinity.Contacts;

/// <summary>A contact that goes on at a tick: with whom, since which tick, and the square of the smallest distance so far.</summary>
internal struct HeldContact
{
    public int Other;
    public int Since;
    public int SquaredClosest;
}
