namespace Vicinity.ClusterWatch;

/// <summary>Whether a node answered.</summary>
public enum NodeOutcome
{
    /// <summary>It did.</summary>
    Answered,

    /// <summary>Its address refuses connections, or closed the one there was.</summary>
    Refused,

    /// <summary>It took the question and did not answer in time.</summary>
    Silent,
}
