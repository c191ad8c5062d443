using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Consensus;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// ElectLeaders (KIP-460). Behavior: partitions whose preferred replica does not lead are handed over to it by their leaders, each on its own node. Unclean
/// elections are never done: a replica without all acknowledged records cannot lead.
/// Version notes: v1 types of election; a node that passes a request on asks about partitions that the other one leads.
/// </summary>
internal sealed class ElectLeadersHandler(NodeCluster cluster, PeerNetwork peers, ClusterDirectory directory) : MessageHandler<ElectLeadersRequest, ElectLeadersResponse>(0, 2)
{
    private const sbyte Preferred = 0;
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(10);

    protected override async ValueTask<ElectLeadersResponse> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        bool isAll = request.TopicPartitions is null;
        var asked = isAll
            ? cluster.Topics.All.SelectMany(t => Enumerable.Range(0, t.PartitionCount).Select(p => (Topic: t.Name, Partition: p)))
            : request.TopicPartitions!.SelectMany(t => t.Partitions.Select(p => (t.Topic, Partition: p)));
        TimeSpan timeout = TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, 1000, (int)s_mostTime.TotalMilliseconds));
        var outcomes = new List<(string Topic, int Partition, ChangeOutcome Outcome)>();
        var elsewhere = new Dictionary<int, List<(string Topic, int Partition)>>();
        var handedOver = new List<(string Topic, int Partition, int Successor)>();
        foreach ((string topic, int partition) in asked)
        {
            ChangeOutcome check = Check(topic, partition, request.ElectionType, out int leader, out int preferred);
            if (!check.IsDone)
            {
                if (!isAll || check.Error != ErrorCode.ElectionNotNeeded) outcomes.Add((topic, partition, check));
            }
            else if (leader == directory.SelfId)
            {
                cluster.Topics.Find(topic, partition)?.Resign(preferred);
                handedOver.Add((topic, partition, preferred));
            }
            else if (context.Connection.IsNode)
            {
                outcomes.Add((topic, partition, new(ErrorCode.NotLeaderOrFollower, $"node {directory.SelfId} does not lead it")));
            }
            else
            {
                if (!elsewhere.TryGetValue(leader, out var list)) elsewhere[leader] = list = [];
                list.Add((topic, partition));
            }
        }

        foreach (var answers in await Task.WhenAll(elsewhere.Select(e => AskAsync(e.Key, e.Value, request.ElectionType, timeout))).ConfigureAwait(false)) outcomes.AddRange(answers);
        outcomes.AddRange(await AwaitAsync(handedOver, timeout).ConfigureAwait(false));
        var response = new ElectLeadersResponse();
        foreach (var topic in outcomes.GroupBy(o => o.Topic))
        {
            var result = new ElectLeadersResponseTopic { Topic = topic.Key };
            foreach ((string _, int partition, ChangeOutcome outcome) in topic.OrderBy(o => o.Partition))
                result.PartitionResult.Add(new() { PartitionId = partition, ErrorCode = outcome.Error, ErrorMessage = outcome.Message });
            response.ReplicaElectionResults.Add(result);
        }

        return response;
    }

    private ChangeOutcome Check(string name, int partition, sbyte type, out int leader, out int preferred)
    {
        leader = preferred = -1;
        if (cluster.Topics.Find(name) is not Topic topic || (uint)partition >= (uint)topic.PartitionCount) return new(ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.");
        (_, leader, _) = directory.LeaderOf(topic, partition);
        if (type != Preferred)
        {
            return leader >= 0
                ? new(ErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition.")
                : new(ErrorCode.EligibleLeadersNotAvailable, "a replica without all acknowledged records never leads; the partition waits for a majority of its replicas");
        }

        preferred = topic.Record.Partitions[partition].Wanted is [var first, ..] ? first.NodeId : directory.SelfId;
        if (leader == preferred) return new(ErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition.");
        if (leader < 0) return new(ErrorCode.LeaderNotAvailable, "the partition has no leader at the moment");
        return directory.IsReached(preferred) ? ChangeOutcome.Done : new(ErrorCode.PreferredLeaderNotAvailable, $"node {preferred}, the preferred leader, is not reached");
    }

    private async Task<IReadOnlyList<(string Topic, int Partition, ChangeOutcome Outcome)>> AskAsync(int leader, List<(string Topic, int Partition)> partitions, sbyte type, TimeSpan timeout)
    {
        var request = new ElectLeadersRequest { ElectionType = type, TimeoutMs = (int)timeout.TotalMilliseconds, TopicPartitions = [] };
        foreach (var topic in partitions.GroupBy(p => p.Topic)) request.TopicPartitions.Add(new() { Topic = topic.Key, Partitions = [.. topic.Select(p => p.Partition)] });
        try
        {
            ElectLeadersResponse response = await peers.SendAsync<ElectLeadersRequest, ElectLeadersResponse>(leader, request, timeout * 2, CancellationToken.None).ConfigureAwait(false);
            return [.. response.ReplicaElectionResults.SelectMany(t => t.PartitionResult.Select(p => (t.Topic, p.PartitionId, new ChangeOutcome(p.ErrorCode, p.ErrorMessage))))];
        }
        catch (ClientException e)
        {
            return [.. partitions.Select(p => (p.Topic, p.Partition, new ChangeOutcome(ErrorCode.LeaderNotAvailable, $"node {leader}, the leader, does not answer: {e.Message}")))];
        }
    }

    private async Task<IReadOnlyList<(string Topic, int Partition, ChangeOutcome Outcome)>> AwaitAsync(List<(string Topic, int Partition, int Successor)> handedOver, TimeSpan timeout)
    {
        long began = Stopwatch.GetTimestamp();
        bool Leads((string Topic, int Partition, int Successor) p) =>
            cluster.Topics.Find(p.Topic) is { } topic && cluster.Leaders.Find(topic.Id, p.Partition)?.LeaderId == p.Successor && topic.Replica(p.Partition) is not { Role: QuorumRole.Leader };
        while (!handedOver.All(Leads) && Stopwatch.GetElapsedTime(began) < timeout)
            await Task.WhenAny(cluster.Leaders.NextChange, Task.Delay(TimeSpan.FromMilliseconds(50))).ConfigureAwait(false);
        return [.. handedOver.Select(p => (p.Topic, p.Partition, Leads(p) ? ChangeOutcome.Done : new(ErrorCode.PreferredLeaderNotAvailable, $"node {p.Successor} did not become the leader in time")))];
    }
}
