namespace Vicinity.Broker;

/// <summary>The node cannot start or go on; the message says what, why, and what to do.</summary>
public sealed class BrokerException(string message, Exception? inner = null) : Exception(message, inner);
