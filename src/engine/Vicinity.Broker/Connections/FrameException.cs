namespace Vicinity.Broker;

/// <summary>The bytes on a connection are no frames of the protocol; the connection is closed with one log line.</summary>
internal sealed class FrameException(string message) : Exception(message);
