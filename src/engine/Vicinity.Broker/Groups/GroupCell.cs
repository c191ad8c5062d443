using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>A group with the lock that guards it. Lock order: cell, then <see cref="GroupTimer"/>.</summary>
internal sealed class GroupCell(ConsumerGroup group)
{
    /// <summary>Guards <see cref="Group"/>, <see cref="CountedBytes"/> and <see cref="IsActing"/>.</summary>
    public Lock Gate { get; } = new();

    public ConsumerGroup Group { get; } = group;

    /// <summary>What of the group is counted in the coordinator's total.</summary>
    public long CountedBytes { get; set; }

    /// <summary>Whether actions are being carried out further up the stack: then new ones are left to it, in order.</summary>
    public bool IsActing { get; set; }

    /// <summary>The append that deletes the group's record, once the group is dead and was not blank.</summary>
    public Task<ErrorCode>? Deletion { get; set; }

    /// <summary>The deadline under which the timer knows the cell; belongs to the timer.</summary>
    public long QueuedFor { get; set; } = long.MaxValue;
}
