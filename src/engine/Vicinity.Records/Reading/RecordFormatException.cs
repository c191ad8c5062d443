namespace Vicinity.Records;

/// <summary>Bytes that should be records are not: a length, count or compressed block does not fit. Says what and where.</summary>
public class RecordFormatException(string message, Exception? inner = null) : Exception(message, inner);
