namespace Vicinity.Membership;

/// <summary>When a node counts as lost, in milliseconds of a monotonic clock. Immutable.</summary>
public sealed record LivenessTimers
{
    /// <summary>A node that sent no heartbeat for this long is lost.</summary>
    public int LostAfterMs { get; init; } = 3000;

    /// <summary>A node whose connection broke is lost after this, unless it is heard before: a killed process closes its sockets.</summary>
    public int LostAfterDisconnectMs { get; init; } = 1000;

    /// <summary>A look at the clock that comes later than this after the deadline means that the watcher itself stood still.</summary>
    public int StandstillMs { get; init; } = 250;
}
