using System.Collections.Frozen;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>Checks and carries out changes of topics' settings, for the two APIs that ask for them.</summary>
internal sealed class TopicConfigChange(TopicRegistry topics, ClusterController controller)
{
    /// <summary>The value of a setting for topics that do not override it.</summary>
    public string Default(string name) => topics.DefaultConfig.Value(name);

    /// <summary>What is wrong with changing a resource of this kind at all, or None. Whether a topic exists is asked after its settings are checked.</summary>
    public static (ErrorCode Error, string? Message) CheckResource(sbyte type)
    {
        switch ((ConfigResource)type)
        {
            case ConfigResource.Topic:
                return (ErrorCode.None, null);
            case ConfigResource.Broker:
                return (ErrorCode.InvalidRequest, "a node's settings are read when it starts; change its settings file and restart it");
            default:
                return (ErrorCode.InvalidRequest, $"resource type {type} has no settings that can be changed");
        }
    }

    /// <summary>Resources that a request names more than once: none of them is changed, as with Kafka.</summary>
    public static HashSet<(sbyte Type, string Name)> NamedTwice(IEnumerable<(sbyte Type, string Name)> resources) => [.. resources.CountBy(r => r).Where(c => c.Value > 1).Select(c => c.Key)];

    /// <summary>The answer for those.</summary>
    public static (ErrorCode Error, string? Message) Twice => (ErrorCode.InvalidRequest, "Each resource must appear at most once.");

    /// <summary>Replaces or changes a topic's own settings.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="validateOnly">Whether to check only.</param>
    /// <param name="change">Makes the new settings of the old ones; null with an error text when it cannot.</param>
    public async ValueTask<(ErrorCode Error, string? Message)> ApplyAsync(
        string topic, bool validateOnly, Func<IReadOnlyDictionary<string, string>, (Dictionary<string, string>? Settings, string? Fault)> change)
    {
        Topic? known = topics.Find(topic);
        if (known is null && await controller.LearnAllAsync().ConfigureAwait(false) is { IsDone: false } notReady) return (notReady.Error, notReady.Message);
        known ??= topics.Find(topic);
        (Dictionary<string, string>? settings, string? fault) = change(known?.Config.Overrides ?? FrozenDictionary<string, string>.Empty);
        if (settings is null) return (ErrorCode.InvalidConfig, fault);
        foreach ((string name, string value) in settings)
        {
            if (TopicSettings.Fault(name, value) is string wrong) return (ErrorCode.InvalidConfig, wrong);
        }

        // Kafka names a bad setting even of a topic that does not exist, and its tools' tests expect that order.
        if (known is null) return (ErrorCode.UnknownTopicOrPartition, $"The topic '{topic}' does not exist.");
        if (validateOnly) return (ErrorCode.None, null);
        ChangeOutcome outcome = await controller.ConfigureAsync(topic, current => change(current).Settings ?? current).ConfigureAwait(false);
        return (outcome.Error, outcome.Message);
    }
}
