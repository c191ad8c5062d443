namespace Vicinity.Traffic;

/// <summary>Exact figures of a cell over a span of time.</summary>
/// <param name="Key">The cell's tile key.</param>
/// <param name="Count">Positions in it.</param>
/// <param name="Vehicles">Different vehicles among them.</param>
/// <param name="MeanSpeed">Mean of the known speeds in metres a second; null when none is known.</param>
public sealed record CellCount(ulong Key, int Count, int Vehicles, double? MeanSpeed);
