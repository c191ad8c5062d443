namespace Vicinity.Weather.Mqtt;

/// <summary>What a device tells in one message about one kind.</summary>
/// <param name="Sensor">The sensor, as an identity that may stand in readings.</param>
/// <param name="Place">Where it stands; empty for nowhere in particular.</param>
/// <param name="Kind">What was measured.</param>
/// <param name="First">The first value of a reading of this kind.</param>
/// <param name="Second">The second one.</param>
/// <param name="Number">The number, where the device counts.</param>
/// <param name="Time">The moment in Unix milliseconds, where the device has a clock that says its zone.</param>
internal readonly record struct Measured(string Sensor, string Place, ReadingKind Kind, double First, double Second, long? Number = null, long? Time = null);
