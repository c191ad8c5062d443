namespace Vicinity.Gateway.Traffic;

/// <summary>Who reads.</summary>
/// <param name="IsOperator">True for the operator, who may always read.</param>
/// <param name="Vehicle">The vehicle that the reader says it is; null when it names none.</param>
public sealed record ReaderIdentity(bool IsOperator, string? Vehicle);
