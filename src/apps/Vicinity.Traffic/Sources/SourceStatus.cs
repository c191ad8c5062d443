namespace Vicinity.Traffic;

/// <summary>A source of positions as the summary shows it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind"><c>replay</c>, <c>drive</c>, <c>api</c> or <c>phone</c>.</param>
/// <param name="Positions">Positions that it gave.</param>
/// <param name="BadRows">Rows of it that were no positions.</param>
/// <param name="Running">Whether it goes on giving.</param>
/// <param name="Problem">The latest trouble; null when there is none.</param>
public sealed record SourceStatus(string Name, string Kind, long Positions, long BadRows, bool Running, string? Problem);
