namespace Vicinity.Broker;

/// <summary>What a group may take, in bytes as <see cref="GroupSize"/> counts them.</summary>
/// <param name="OfGroup">Most that its members may take together: they are stored in one record.</param>
/// <param name="Free">What all groups together may still grow.</param>
internal readonly record struct GroupRoom(long OfGroup, long Free)
{
    /// <summary>No bound.</summary>
    public static GroupRoom Unbounded { get; } = new(long.MaxValue, long.MaxValue);
}
