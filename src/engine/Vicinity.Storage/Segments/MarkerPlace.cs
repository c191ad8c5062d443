namespace Vicinity.Storage;

/// <summary>A marker and its first byte in the segment file.</summary>
internal readonly record struct MarkerPlace(EpochMarker Marker, long Position);
