namespace Vicinity.Client;

/// <summary>Which topics a consumer reads: some by name, or all whose names begin alike, also those that come later. Never the cluster's internal ones, unless named.</summary>
public sealed class TopicFilter
{
    private readonly string[]? _names;
    private readonly string _prefix;

    private TopicFilter(string[]? names, string prefix)
    {
        _names = names;
        _prefix = prefix;
    }

    /// <summary>All topics.</summary>
    public static TopicFilter All => new(null, "");

    /// <summary>Topics by name.</summary>
    public static TopicFilter Topics(params string[] names) =>
        names.Length > 0 ? new TopicFilter([.. names.Distinct()], "") : throw new ArgumentException("At least one topic must be named.", nameof(names));

    /// <summary>All topics whose names begin with <paramref name="prefix"/>.</summary>
    public static TopicFilter Prefix(string prefix) => new(null, prefix);

    /// <summary>The names, or null when the topics have to be looked for.</summary>
    internal IReadOnlyList<string>? Names => _names;

    /// <summary>The matching topics of a cluster that can be read now, by name.</summary>
    internal List<TopicDescription> Match(ClusterSnapshot snapshot)
    {
        IEnumerable<TopicDescription> found = _names is not null
            ? _names.Select(n => snapshot.Topics.GetValueOrDefault(n)).OfType<TopicDescription>()
            : snapshot.Topics.Values.Where(t => !t.IsInternal && t.Name.StartsWith(_prefix, StringComparison.Ordinal));
        return [.. found.Where(t => t.Partitions.Count > 0).OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override string ToString() => _names is null ? $"{_prefix}*" : string.Join(", ", _names);
}
