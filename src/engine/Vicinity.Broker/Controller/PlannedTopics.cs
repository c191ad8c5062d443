using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// The topics that there are and those that one request is about to add: checks each further one without looking at all of them again. Pure; not thread-safe.
/// </summary>
/// <param name="image">The cluster as it is.</param>
/// <param name="maxPartitions">Most partitions of all topics together.</param>
internal sealed class PlannedTopics(ClusterImage image, int maxPartitions)
{
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _byForm;
    private long _partitions = TopicRules.Partitions(image);

    /// <summary>What is wrong with a topic to be created, or done.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="live">Nodes that can take replicas.</param>
    public ChangeOutcome Check(NewTopic topic, IReadOnlyCollection<int> live)
    {
        if (TopicName.Fault(topic.Name) is string fault) return new(ErrorCode.InvalidTopicException, fault);
        if (image.Topics.ContainsKey(topic.Name) || _added.Contains(topic.Name)) return new(ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        if (CollidesWith(topic.Name) is string other) return new(ErrorCode.InvalidTopicException, $"Topic '{topic.Name}' collides with existing topic: {other}");
        if (topic.Partitions < 1) return new(ErrorCode.InvalidPartitions, "Number of partitions must be larger than 0.");
        if (TopicRules.CheckCount(_partitions, topic.Partitions, maxPartitions) is { IsDone: false } tooMany) return tooMany;
        return TopicRules.CheckNew(image, topic, live);
    }

    /// <summary>Takes in a topic that is about to be created.</summary>
    public void Add(NewTopic topic)
    {
        _added.Add(topic.Name);
        _partitions += topic.Partitions;
        if (MayCollide(topic.Name)) Forms[TopicName.CollisionForm(topic.Name)] = topic.Name;
    }

    private Dictionary<string, string> Forms
    {
        get
        {
            if (_byForm is not null) return _byForm;
            _byForm = new(StringComparer.Ordinal);
            foreach (string name in image.Topics.Keys.Where(MayCollide)) _byForm[TopicName.CollisionForm(name)] = name;
            return _byForm;
        }
    }

    private string? CollidesWith(string name) => MayCollide(name) ? Forms.GetValueOrDefault(TopicName.CollisionForm(name)) : null;

    private static bool MayCollide(string name) => name.Contains('.') || name.Contains('_');
}
