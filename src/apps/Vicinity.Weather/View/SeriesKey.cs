namespace Vicinity.Weather;

/// <summary>What a curve is of.</summary>
/// <param name="Quantity">What is summed up.</param>
/// <param name="Scope">Over which sensors.</param>
/// <param name="Name">The place or the sensor; empty for all.</param>
public readonly record struct SeriesKey(Quantity Quantity, WindowScope Scope, string Name)
{
    /// <summary>The curve that a window belongs to.</summary>
    public static SeriesKey Of(Window window) => new(window.Quantity, window.Scope, window.Name);
}
