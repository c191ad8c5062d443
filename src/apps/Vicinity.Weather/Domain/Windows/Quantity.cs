namespace Vicinity.Weather;

/// <summary>What a window sums up. The numbers stand in records.</summary>
public enum Quantity : byte
{
    /// <summary>Coefficient of air readings.</summary>
    Wellness = 1,

    /// <summary>Coefficient of pollution readings.</summary>
    Pollution = 2,

    /// <summary>Degrees Celsius.</summary>
    Temperature = 3,

    /// <summary>Percent.</summary>
    Humidity = 4,

    /// <summary>Parts per million.</summary>
    Co2 = 5,

    /// <summary>Degrees from north; its mean is that of vectors.</summary>
    WindDirection = 6,

    /// <summary>Metres a second.</summary>
    WindSpeed = 7,
}
