namespace Vicinity.Model;

/// <summary>The program broke one of its own rules; what it belongs to must not go on.</summary>
public sealed class InvariantException(string message) : Exception(message);
