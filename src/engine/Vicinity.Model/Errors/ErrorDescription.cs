namespace Vicinity.Model;

/// <summary>A row of the error table.</summary>
/// <param name="Code">The number.</param>
/// <param name="Name">The name as Kafka's tools print it, NOT_COORDINATOR for one.</param>
/// <param name="Reaction">What a client may do.</param>
/// <param name="Text">One sentence without its full stop.</param>
public sealed record ErrorDescription(ErrorCode Code, string Name, ErrorReaction Reaction, string Text);
