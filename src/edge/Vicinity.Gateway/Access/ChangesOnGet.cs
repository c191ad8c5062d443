namespace Vicinity.Gateway;

/// <summary>Marks an endpoint that stores something on GET, because devices that cannot be changed report that way. The origin of its requests is checked like that of a POST.</summary>
public sealed class ChangesOnGet
{
    /// <summary>The mark.</summary>
    public static ChangesOnGet Mark { get; } = new();

    private ChangesOnGet()
    {
    }
}
