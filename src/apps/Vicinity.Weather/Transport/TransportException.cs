namespace Vicinity.Weather;

/// <summary>What carries the messages is away or broke off; the message says what and why. The call may be repeated.</summary>
public sealed class TransportException(string message, Exception? cause = null) : Exception(message, cause);
