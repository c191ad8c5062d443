namespace Vicinity.Feeds;

/// <summary>A file as a whole is no recording that can be read; the message says why and what would be one.</summary>
public sealed class TraceFormatException(string message, Exception? inner = null) : Exception(message, inner);
