namespace Vicinity.Broker;

/// <summary>What a run of records has changed.</summary>
/// <param name="Before">The image before them.</param>
/// <param name="After">The image after them.</param>
/// <param name="Topics">Names of the topics that they speak of.</param>
internal sealed record ClusterChange(ClusterImage Before, ClusterImage After, IReadOnlyCollection<string> Topics);
