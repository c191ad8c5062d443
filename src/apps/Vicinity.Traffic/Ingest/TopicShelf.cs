using System.Collections.Concurrent;
using Vicinity.Client;

namespace Vicinity.Traffic;

/// <summary>
/// The quadrants' topics that are known to exist; creates one when it is first needed. Two who need the same one at once wait for
/// the same creation. Thread-safe.
/// </summary>
internal sealed class TopicShelf(Admin admin, TrafficOptions options)
{
    private readonly ConcurrentDictionary<string, Task> _topics = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string>? _settings = options.RetentionHours is { } hours
        ? new() { ["retention.ms"] = ((long)(hours * 3_600_000)).ToString() }
        : null;

    /// <summary>True when the topic is known to exist.</summary>
    public bool Has(string topic) => _topics.TryGetValue(topic, out Task? made) && made.IsCompletedSuccessfully;

    /// <summary>Makes sure that the topic exists.</summary>
    /// <exception cref="ClientException">It cannot be created now.</exception>
    /// <exception cref="QuadrantLimitException">It would be one too many.</exception>
    public async Task EnsureAsync(string topic, CancellationToken cancel)
    {
        if (!_topics.ContainsKey(topic) && _topics.Count >= options.MaxQuadrants) throw new QuadrantLimitException(options.MaxQuadrants);
        Task made = _topics.GetOrAdd(topic, Create);
        try
        {
            await made.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch when (made.IsFaulted || made.IsCanceled)
        {
            _topics.TryRemove(KeyValuePair.Create(topic, made));
            throw;
        }
    }

    /// <summary>Notes that a topic has gone, so that it is created again when it is needed.</summary>
    public void Forget(string topic) => _topics.TryRemove(topic, out _);

    private Task Create(string topic) => admin.EnsureTopicAsync(topic, 1, options.Replicas, _settings, CancellationToken.None);
}
