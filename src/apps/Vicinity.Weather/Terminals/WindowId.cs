namespace Vicinity.Weather;

/// <summary>What a terminal knows a window by.</summary>
/// <param name="Quantity">What is summed up.</param>
/// <param name="Scope">Over which sensors.</param>
/// <param name="Name">The place or the sensor.</param>
/// <param name="Start">First moment.</param>
/// <param name="Revision">Which correction.</param>
internal readonly record struct WindowId(Quantity Quantity, WindowScope Scope, string Name, long Start, int Revision)
{
    /// <summary>The id of a window.</summary>
    public static WindowId Of(Window window) => new(window.Quantity, window.Scope, window.Name, window.Start, window.Revision);
}
