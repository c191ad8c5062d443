using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What a group wants done, in this order.</summary>
internal abstract record GroupAction
{
    /// <summary>A JoinGroup that waited, or just came, is answered.</summary>
    public sealed record AnswerJoin(object Ticket, JoinOutcome Outcome) : GroupAction;

    /// <summary>A SyncGroup that waited, or just came, is answered.</summary>
    public sealed record AnswerSync(object Ticket, SyncOutcome Outcome) : GroupAction;

    /// <summary>The snapshot is to be stored; then <see cref="ConsumerGroup.Stored"/> is called with the token.</summary>
    public sealed record Store(GroupSnapshot Snapshot, long Token) : GroupAction;

    /// <summary>Offsets are forgotten; their records are to be deleted.</summary>
    public sealed record ForgetOffsets(IReadOnlyList<TopicPartition> Partitions) : GroupAction;

    /// <summary>A request was refused because something would grow above its bound.</summary>
    public sealed record Refusal(string What, long Value, long Bound) : GroupAction;

    /// <summary>The group is gone; its record is to be deleted.</summary>
    public sealed record Die : GroupAction;
}
