namespace Vicinity.Weather;

/// <summary>Over which sensors a window sums up. The numbers stand in records.</summary>
public enum WindowScope : byte
{
    /// <summary>All of them.</summary>
    All = 0,

    /// <summary>Those of one place.</summary>
    Place = 1,

    /// <summary>One.</summary>
    Sensor = 2,
}
