using System.Collections.Concurrent;
using System.Globalization;
using Vicinity.Client;

namespace Vicinity.Feeds;

/// <summary>
/// The topics that are known to exist; creates one when it is first needed. Two who need the same one at once wait for the same
/// creation. Thread-safe.
/// </summary>
/// <param name="admin">Creates topics.</param>
/// <param name="options">Which settings they get, and how many there may be.</param>
/// <param name="tooMany">What is thrown for one topic too many.</param>
internal sealed class TopicShelf(Admin admin, WriterOptions options, Func<int, TopicLimitException> tooMany)
{
    private readonly ConcurrentDictionary<string, Task> _topics = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string>? _settings = options.Retention is { } kept
        ? new() { ["retention.ms"] = ((long)kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) }
        : null;

    /// <summary>True when the topic is known to exist.</summary>
    public bool Has(string topic) => _topics.TryGetValue(topic, out Task? made) && made.IsCompletedSuccessfully;

    /// <summary>Makes sure that the topic exists.</summary>
    /// <exception cref="ClientException">It cannot be created now.</exception>
    public async Task EnsureAsync(string topic, CancellationToken cancel)
    {
        if (!_topics.ContainsKey(topic) && _topics.Count >= options.MaxTopics) throw tooMany(options.MaxTopics);
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
