namespace Vicinity.Contacts;

/// <summary>A contact that comes after later ones: with whom, from which tick to which, both included, how near.</summary>
public readonly record struct LateContact(int With, int From, int To, double SquaredDistance)
{
    /// <summary>A contact at one tick.</summary>
    public LateContact(int with, int tick, double squaredDistance)
        : this(with, tick, tick, squaredDistance)
    {
    }
}
