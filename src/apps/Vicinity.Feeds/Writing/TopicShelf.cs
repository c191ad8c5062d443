using System.Collections.Concurrent;
using System.Globalization;
using Vicinity.Client;

namespace Vicinity.Feeds;

/// <summary>
/// The topics that are known to exist; creates one when it is first needed. Two who need the same one at once wait for the same
/// creation, and those that are needed while another is being created are created together. Thread-safe.
/// </summary>
/// <param name="admin">Creates topics.</param>
/// <param name="options">Which settings they get, and how many there may be.</param>
/// <param name="tooMany">What is thrown for one topic too many.</param>
internal sealed class TopicShelf(Admin admin, WriterOptions options, Func<int, TopicLimitException> tooMany)
{
    private const int MostAtOnce = 1_000;

    private readonly ConcurrentDictionary<string, Task> _topics = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Queue<(string Topic, TaskCompletionSource Made)> _wanted = new();
    private bool _creating;

    private readonly Dictionary<string, string> _settings = SettingsOf(options);

    /// <summary>True when the topic is known to exist.</summary>
    public bool Has(string topic) => _topics.TryGetValue(topic, out Task? made) && made.IsCompletedSuccessfully;

    /// <summary>Begins to create the topic, unless it exists or somebody has begun.</summary>
    /// <exception cref="TopicLimitException">It would be one topic too many.</exception>
    public void Begin(string topic) => Made(topic);

    /// <summary>Makes sure that the topic exists.</summary>
    /// <exception cref="ClientException">It cannot be created now.</exception>
    /// <exception cref="TopicLimitException">It would be one topic too many.</exception>
    public async Task EnsureAsync(string topic, CancellationToken cancel)
    {
        Task made = Made(topic);
        try
        {
            await made.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch when (made.IsFaulted)
        {
            _topics.TryRemove(KeyValuePair.Create(topic, made));
            throw;
        }
    }

    /// <summary>Notes that a topic has gone, so that it is created again when it is needed.</summary>
    public void Forget(string topic) => _topics.TryRemove(topic, out _);

    private Task Made(string topic)
    {
        if (_topics.TryGetValue(topic, out Task? known)) return known;
        lock (_lock)
        {
            if (_topics.TryGetValue(topic, out known)) return known;
            if (_topics.Count >= options.MaxTopics) throw tooMany(options.MaxTopics);
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _topics[topic] = made.Task;
            _wanted.Enqueue((topic, made));
            if (!_creating) _ = CreateWantedAsync();
            _creating = true;
            return made.Task;
        }
    }

    private async Task CreateWantedAsync()
    {
        await Task.Yield();
        var wanted = new Dictionary<string, TaskCompletionSource>(StringComparer.Ordinal);
        while (true)
        {
            wanted.Clear();
            lock (_lock)
            {
                while (wanted.Count < MostAtOnce && _wanted.TryPeek(out (string Topic, TaskCompletionSource Made) next) && wanted.TryAdd(next.Topic, next.Made)) _wanted.Dequeue();
                _creating = wanted.Count > 0;
                if (!_creating) return;
            }
            await CreateAsync(wanted).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, string> SettingsOf(WriterOptions options)
    {
        var settings = new Dictionary<string, string>();
        if (options.Retention is { } kept) settings["retention.ms"] = ((long)kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        if (options.IsCompacted) settings["cleanup.policy"] = "compact";
        return settings;
    }

    private async Task CreateAsync(Dictionary<string, TaskCompletionSource> wanted)
    {
        try
        {
            IReadOnlyDictionary<string, KafkaErrorException?> outcomes = await admin.EnsureTopicsAsync([.. wanted.Keys], options.Partitions, options.Replicas, _settings, CancellationToken.None).ConfigureAwait(false);
            foreach ((string topic, TaskCompletionSource made) in wanted)
            {
                if (outcomes[topic] is { } refusal) made.SetException(refusal);
                else made.SetResult();
            }
        }
        catch (Exception trouble)
        {
            // Whoever waits has to hear of it, whatever it is.
            foreach (TaskCompletionSource made in wanted.Values) made.TrySetException(trouble);
        }
    }
}
