namespace Vicinity.Client.Tests;

/// <summary>Thrown by a fake broker's handler to close the connection instead of answering.</summary>
internal sealed class DropConnectionException : Exception;
