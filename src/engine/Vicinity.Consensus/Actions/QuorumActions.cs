namespace Vicinity.Consensus;

/// <summary>The actions that an input gives, in order. Owned by the driver and used again for each input. Not thread-safe.</summary>
public sealed class QuorumActions
{
    private readonly List<QuorumAction> _actions = [];

    /// <summary>The actions in the order in which they must be carried out.</summary>
    public IReadOnlyList<QuorumAction> All => _actions;

    /// <summary>Adds one.</summary>
    public void Add(QuorumAction action) => _actions.Add(action);

    /// <summary>Forgets all.</summary>
    public void Clear() => _actions.Clear();
}
