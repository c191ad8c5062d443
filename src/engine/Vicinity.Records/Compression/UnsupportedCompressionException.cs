namespace Vicinity.Records;

/// <summary>A codec that this program does not know, or whose library the machine lacks; the message names the package to install.</summary>
public sealed class UnsupportedCompressionException(string message) : RecordFormatException(message);
