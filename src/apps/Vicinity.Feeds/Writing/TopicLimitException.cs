namespace Vicinity.Feeds;

/// <summary>An event belongs to a topic that does not exist yet, and there are as many topics as may be.</summary>
public class TopicLimitException : Exception
{
    /// <summary>Names the bound.</summary>
    public TopicLimitException(int limit)
        : this(limit, $"a further topic would be needed, and there are {limit} already, which is the most")
    {
    }

    /// <summary>Names the bound in an application's own words.</summary>
    protected TopicLimitException(int limit, string message)
        : base(message) => Limit = limit;

    /// <summary>The most topics.</summary>
    public int Limit { get; }
}
