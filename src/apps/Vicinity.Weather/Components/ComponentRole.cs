namespace Vicinity.Weather;

/// <summary>What a component does.</summary>
public enum ComponentRole : byte
{
    /// <summary>Measures.</summary>
    Sensor,

    /// <summary>Hands readings to servers.</summary>
    Balancer,

    /// <summary>Works coefficients out.</summary>
    Server,

    /// <summary>Closes windows.</summary>
    Proxy,

    /// <summary>Shows windows.</summary>
    Terminal,
}
