using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>A position lies in a new quadrant, and there are as many quadrants as may be.</summary>
public sealed class QuadrantLimitException(int limit)
    : TopicLimitException(limit, $"the position lies in a new quadrant, and there are {limit} already, which is the most (MaxQuadrants)");
