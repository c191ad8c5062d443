namespace Vicinity.Traffic;

/// <summary>A cell of the heat map as readers see it.</summary>
/// <param name="Key">Key of its tile.</param>
/// <param name="Count">Exact number of positions in the span.</param>
/// <param name="Vehicles">Different vehicles among them.</param>
/// <param name="MeanSpeed">Mean speed in metres a second; null when unknown.</param>
/// <param name="Weight">Live: decayed heat. At a moment of the history: the count as a part of the greatest one.</param>
public readonly record struct HeatMapCell(ulong Key, int Count, int Vehicles, double? MeanSpeed, double Weight);
