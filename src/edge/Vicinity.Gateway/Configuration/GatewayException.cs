namespace Vicinity.Gateway;

/// <summary>The gateway cannot start; the message says what, why, and what to do.</summary>
public sealed class GatewayException(string message, Exception? inner = null) : Exception(message, inner);
