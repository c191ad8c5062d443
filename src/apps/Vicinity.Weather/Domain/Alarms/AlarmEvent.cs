namespace Vicinity.Weather;

/// <summary>An alarm was raised or cleared.</summary>
/// <param name="Rule">By which rule.</param>
/// <param name="Place">Where; empty for over all sensors.</param>
/// <param name="Time">End of the window that did it, in Unix milliseconds.</param>
/// <param name="IsRaised">Whether it was raised; else cleared.</param>
/// <param name="Mean">Mean of that window.</param>
public sealed record AlarmEvent(AlarmRule Rule, string Place, long Time, bool IsRaised, double Mean);
