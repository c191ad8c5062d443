namespace Vicinity.Client;

/// <summary>When a produced record counts as delivered.</summary>
public enum Acks
{
    /// <summary>When it is kept by as many replicas as the topic asks for: nothing acknowledged is lost.</summary>
    All = -1,

    /// <summary>When it is sent; the broker does not answer.</summary>
    None = 0,

    /// <summary>When the leader has it.</summary>
    Leader = 1,
}
