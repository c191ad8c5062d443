namespace Vicinity.Feeds;

/// <summary>An event belongs to a topic that does not exist yet, and there are as many topics as may be.</summary>
public sealed class TopicLimitException(int limit) : Exception($"a further topic would be needed, and there are {limit} already, which is the most")
{
    /// <summary>The most topics.</summary>
    public int Limit { get; } = limit;
}
