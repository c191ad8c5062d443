namespace Vicinity.Weather;

/// <summary>How a sensor is doing.</summary>
public enum SensorHealth : byte
{
    /// <summary>Its readings come in time.</summary>
    Live,

    /// <summary>Its readings come later than a window waits for them.</summary>
    Late,

    /// <summary>Nothing has come for three of its periods.</summary>
    Silent,
}
