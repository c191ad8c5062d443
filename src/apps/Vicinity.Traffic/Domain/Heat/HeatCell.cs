using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>A warm tile.</summary>
/// <param name="Key">The tile's <see cref="TileKey"/>.</param>
/// <param name="Weight">Decayed number of positions: one that just came counts 1, one of a half-life ago 0.5.</param>
public readonly record struct HeatCell(ulong Key, double Weight);
