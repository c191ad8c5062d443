namespace Vicinity.Storage;

/// <summary>The data folder cannot be used as asked; the message says why and what to do.</summary>
public sealed class DataFolderException(string message, Exception? inner = null) : IOException(message, inner);
