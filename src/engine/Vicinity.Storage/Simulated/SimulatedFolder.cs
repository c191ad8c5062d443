using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>A folder of the simulated disk: its names as processes see them, as they are on disk, and the changes between.</summary>
internal sealed class SimulatedFolder
{
    private readonly List<(string? Removed, string? Added, object? Node)> _unsynced = [];
    private SortedDictionary<string, object> _durable = new(StringComparer.Ordinal);

    public SortedDictionary<string, object> Entries { get; private set; } = new(StringComparer.Ordinal);

    public void Change(string? removed, string? added, object? node)
    {
        Apply(Entries, removed, added, node);
        _unsynced.Add((removed, added, node));
    }

    public void Sync()
    {
        _durable = new(Entries, StringComparer.Ordinal);
        _unsynced.Clear();
    }

    /// <summary>Keeps any subset of the changes that were not synced, in this folder and in all below it.</summary>
    public void LosePower(Prng prng)
    {
        double survival = prng.Next(3) switch { 0 => 0, 1 => 1, _ => 0.5 };
        foreach ((string? removed, string? added, object? node) in _unsynced)
            if (prng.Chance(survival)) Apply(_durable, removed, added, node);
        _unsynced.Clear();
        Entries = new(_durable, StringComparer.Ordinal);
        foreach (object node in Entries.Values)
        {
            if (node is SimulatedFolder folder) folder.LosePower(prng);
            else ((SimulatedContent)node).LosePower(prng);
        }
    }

    private static void Apply(SortedDictionary<string, object> entries, string? removed, string? added, object? node)
    {
        if (removed is not null) entries.Remove(removed);
        if (added is not null) entries[added] = node!;
    }
}
