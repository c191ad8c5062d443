namespace Vicinity.Membership;

/// <summary>What happened to a node.</summary>
public enum LivenessChangeKind
{
    /// <summary>It is heard for the first time.</summary>
    Joined,

    /// <summary>It was silent for too long.</summary>
    Lost,

    /// <summary>It is heard again.</summary>
    Back,
}

/// <summary>A node came, went or came back.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ForMs">Lost: how long it was silent; back: how long it was lost; joined: 0.</param>
public readonly record struct LivenessChange(int NodeId, LivenessChangeKind Kind, long ForMs);
