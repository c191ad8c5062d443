using System.Collections.Concurrent;

namespace Vicinity.Contacts;

/// <summary>How many messages were dropped, by reason. The reasons are names of enumerations, so there are few. Thread-safe.</summary>
public sealed class DropCounts
{
    private readonly ConcurrentDictionary<Enum, long> _counts = new();

    /// <summary>All of them, by the names of the reasons.</summary>
    public IReadOnlyDictionary<string, long> ByReason => _counts.ToDictionary(c => c.Key.ToString(), c => c.Value);

    /// <summary>How many altogether.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>How many for one reason.</summary>
    public long Of(Enum reason) => _counts.GetValueOrDefault(reason);

    /// <summary>Counts one.</summary>
    public void Add(Enum reason) => _counts.AddOrUpdate(reason, 1, static (_, count) => count + 1);
}
