namespace Vicinity.Contacts;

/// <summary>A place on the field, in whole units.</summary>
public readonly record struct Place(int X, int Y)
{
    /// <summary>Square of the Euclidean distance, in units².</summary>
    public long SquaredDistanceTo(Place other)
    {
        long x = (long)other.X - X, y = (long)other.Y - Y;
        return (x * x) + (y * y);
    }
}
