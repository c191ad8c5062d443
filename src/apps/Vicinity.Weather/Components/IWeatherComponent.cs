namespace Vicinity.Weather;

/// <summary>A component that says how it is doing. Thread-safe.</summary>
public interface IWeatherComponent
{
    /// <summary>How it is doing.</summary>
    /// <param name="now">The present, in Unix milliseconds.</param>
    ComponentReport Report(long now);
}
