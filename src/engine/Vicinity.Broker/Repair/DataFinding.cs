namespace Vicinity.Broker;

/// <summary>Something that a look at a data folder found, or that its repair did.</summary>
/// <param name="Text">What, in words.</param>
/// <param name="Kind">How bad it is.</param>
public sealed record DataFinding(string Text, DataFindingKind Kind);
