namespace Vicinity.Weather;

/// <summary>What a sensor measures. The numbers stand in records.</summary>
public enum ReadingKind : byte
{
    /// <summary>Temperature and humidity.</summary>
    Air = 1,

    /// <summary>Carbon dioxide.</summary>
    Pollution = 2,

    /// <summary>Direction and speed of the wind.</summary>
    Wind = 3,
}
