namespace Vicinity.Membership;

/// <summary>All times of discovery, in milliseconds of a monotonic clock. Immutable.</summary>
public sealed record DiscoveryTimers
{
    /// <summary>Time between two questions while the decision is open.</summary>
    public int AskMs { get; init; } = 100;

    /// <summary>Time between two questions when no node is heard for long, or while the node registers.</summary>
    public int SlowAskMs { get; init; } = 500;

    /// <summary>Questions that must have gone unanswered before a node founds: the quiet that it waits for.</summary>
    public int QuietAsks { get; init; } = 10;

    /// <summary>Questions after which a node that hears no other asks slowly.</summary>
    public int EagerAsks { get; init; } = 50;

    /// <summary>A node that asked within this time counts as present.</summary>
    public int LiveMs { get; init; } = 1500;

    /// <summary>After the first answer, how long other clusters may still answer: with two of them, a node joins neither.</summary>
    public int SettleMs { get; init; } = 250;

    /// <summary>A look at the clock that comes this much later than it should means that the process stood still: what was heard before is old.</summary>
    public int StandstillMs { get; init; } = 400;

    /// <summary>Time between two announcements of a member; the first ones come faster.</summary>
    public int AnnounceMs { get; init; } = 5000;

    /// <summary>Shortest time between two answers to the same asker.</summary>
    public int AnswerPauseMs { get; init; } = 80;
}
