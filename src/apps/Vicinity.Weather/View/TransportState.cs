namespace Vicinity.Weather;

/// <summary>A transport and how it does.</summary>
/// <param name="Note">What it promises.</param>
/// <param name="Components">Components that use it and are not silent.</param>
/// <param name="Stored">How long a reading takes until it is stored, of the slowest sensor; for the log, where no sensor says so, from the measurement until it is shown. Null where nobody measures it now.</param>
/// <param name="Window">How long a window takes from its end to the slowest terminal; null where nobody measures it now.</param>
public sealed record TransportState(TransportNote Note, int Components, LatencySummary? Stored, LatencySummary? Window);
