using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// ElectLeaders (KIP-460). Behavior: partitions whose preferred replica does not lead are handed over to it by their leaders, each on its own node. Unclean
/// elections are never done: a replica without all acknowledged records cannot lead.
/// Version notes: v1 types of election; a node that passes a request on asks about partitions that the other one leads.
/// </summary>
internal sealed class ElectLeadersHandler(TopicRegistry topics, PreferredElections elections, ClusterDirectory directory) : MessageHandler<ElectLeadersRequest, ElectLeadersResponse>(0, 2)
{
    private const sbyte Preferred = 0;
    private static readonly TimeSpan s_leastTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(10);

    protected override async ValueTask<ElectLeadersResponse> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        bool isAll = request.TopicPartitions is null;
        TopicPartition[] asked = isAll
            ? [.. topics.All.SelectMany(t => Enumerable.Range(0, t.PartitionCount).Select(p => new TopicPartition(t.Name, p)))]
            : [.. request.TopicPartitions!.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p)))];
        bool isForNode = context.Connection.IsNode;
        TimeSpan timeout = TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, s_leastTime.TotalMilliseconds, s_mostTime.TotalMilliseconds));
        IReadOnlyDictionary<TopicPartition, ChangeOutcome> outcomes = request.ElectionType == Preferred
            ? await elections.ElectAsync(asked, isForNode ? TimeSpan.Zero : timeout, passesOn: !isForNode).ConfigureAwait(false)
            : asked.Distinct().ToDictionary(p => p, Unclean);

        var response = new ElectLeadersResponse();
        foreach (var topic in outcomes.Where(o => !isAll || o.Value.Error != ErrorCode.ElectionNotNeeded).GroupBy(o => o.Key.Topic))
        {
            var result = new ElectLeadersResponseTopic { Topic = topic.Key };
            foreach ((TopicPartition partition, ChangeOutcome outcome) in topic.OrderBy(o => o.Key.Partition))
                result.PartitionResult.Add(new() { PartitionId = partition.Partition, ErrorCode = outcome.Error, ErrorMessage = outcome.Message });
            response.ReplicaElectionResults.Add(result);
        }

        return response;
    }

    private ChangeOutcome Unclean(TopicPartition partition)
    {
        if (topics.Find(partition.Topic) is not Topic topic || (uint)partition.Partition >= (uint)topic.PartitionCount) return PreferredElections.Unknown;
        return directory.LeaderOf(topic, partition.Partition).LeaderId >= 0
            ? PreferredElections.NotNeeded
            : new(ErrorCode.EligibleLeadersNotAvailable, "a replica without all acknowledged records never leads; the partition waits for a majority of its replicas");
    }
}
