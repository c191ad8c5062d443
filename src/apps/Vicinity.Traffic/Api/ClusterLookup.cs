using System.Globalization;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>Finds the cluster of a topic. Thread-safe.</summary>
internal static class ClusterLookup
{
    public static async Task<Cluster> GetAsync(Admin admin, string topic, CancellationToken cancel)
    {
        try
        {
            TopicDescription description = await admin.DescribeTopicAsync(topic, cancel).ConfigureAwait(false);
            if (description.Error != ErrorCode.None || description.Partitions.Count == 0) throw new TopicClusterDoesNotExistException(topic);
            ClusterDescription cluster = await admin.DescribeClusterAsync(cancel).ConfigureAwait(false);
            int guaranteed = await GuaranteedReplicasAsync(admin, topic, description.Partitions[0].Replicas.Count, cancel).ConfigureAwait(false);
            return new Cluster(topic, AddressOf(cluster, description.Partitions[0].LeaderId), guaranteed);
        }
        catch (ClientException error) when (TrafficErrors.From(error, topic) is { } meaning)
        {
            throw meaning;
        }
    }

    public static string? AddressOf(ClusterDescription cluster, int node) =>
        cluster.Nodes.FirstOrDefault(n => n.Id == node) is { } leader ? $"{leader.Host}:{leader.Port}" : null;

    /// <summary>Replicas that an acknowledged write is on: the topic's min.insync.replicas, never more than there are.</summary>
    public static async Task<int> GuaranteedReplicasAsync(Admin admin, string topic, int replicas, CancellationToken cancel)
    {
        IReadOnlyList<ConfigEntry> configs = await admin.DescribeConfigsAsync(ConfigResource.Topic(topic), cancel).ConfigureAwait(false);
        string? value = configs.FirstOrDefault(c => c.Name == "min.insync.replicas")?.Value;
        int least = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : 1;
        return Math.Clamp(least, 1, Math.Max(1, replicas));
    }
}
