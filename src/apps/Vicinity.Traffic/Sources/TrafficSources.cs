using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>All sources of positions of this process. Thread-safe.</summary>
public sealed class TrafficSources : SourceList;
