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
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    protected override async ValueTask<ElectLeadersResponse> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        bool isAll = request.TopicPartitions is null;
        List<(string Topic, int Partition)> asked = isAll
            ? [.. cluster.Topics.All.SelectMany(t => Enumerable.Range(0, t.PartitionCount).Select(p => (t.Name, p)))]
            : [.. request.TopicPartitions!.SelectMany(t => t.Partitions.Select(p => (t.Topic, p)))];
        TimeSpan timeout = TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, 1000, (int)s_mostTime.TotalMilliseconds));
        long began = Stopwatch.GetTimestamp();
        var outcomes = new Dictionary<(string Topic, int Partition), ChangeOutcome>();
        do
        {
            // Another replica may be quicker than the preferred one: then that is asked to hand over.
            foreach ((string topic, int partition, ChangeOutcome outcome) in await TryAsync(asked, request.ElectionType, context.Connection.IsNode).ConfigureAwait(false))
            {
                bool isDoneNow = outcome.Error == ErrorCode.ElectionNotNeeded && outcomes.ContainsKey((topic, partition));
                outcomes[(topic, partition)] = isDoneNow ? ChangeOutcome.Done : outcome;
            }

            asked = [.. outcomes.Where(o => o.Value.Error is ErrorCode.PreferredLeaderNotAvailable or ErrorCode.NotLeaderOrFollower or ErrorCode.LeaderNotAvailable).Select(o => o.Key)];
        }
        while (asked.Count > 0 && !context.Connection.IsNode && Stopwatch.GetElapsedTime(began) < timeout);

        var response = new ElectLeadersResponse();
        foreach (var topic in outcomes.Where(o => !isAll || o.Value.Error != ErrorCode.ElectionNotNeeded).GroupBy(o => o.Key.Topic))
        {
            var result = new ElectLeadersResponseTopic { Topic = topic.Key };
            foreach (((string _, int partition), ChangeOutcome outcome) in topic.OrderBy(o => o.Key.Partition))
                result.PartitionResult.Add(new() { PartitionId = partition, ErrorCode = outcome.Error, ErrorMessage = outcome.Message });
            response.ReplicaElectionResults.Add(result);
        }

        return response;
    }

    /// <summary>Asks the leaders of the partitions to hand over, once each.</summary>
    private async Task<IReadOnlyList<(string Topic, int Partition, ChangeOutcome Outcome)>> TryAsync(List<(string Topic, int Partition)> asked, sbyte type, bool isForNode)
    {
        var outcomes = new List<(string Topic, int Partition, ChangeOutcome Outcome)>();
        var elsewhere = new Dictionary<int, List<(string Topic, int Partition)>>();
        var handedOver = new List<(string Topic, int Partition, int Successor)>();
        foreach ((string topic, int partition) in asked)
        {
            ChangeOutcome check = Check(topic, partition, type, out int leader, out int preferred);
            if (!check.IsDone)
            {
                outcomes.Add((topic, partition, check));
            }
            else if (leader == directory.SelfId)
            {
                cluster.Topics.Find(topic, partition)?.Resign(preferred);
                handedOver.Add((topic, partition, preferred));
            }
            else if (isForNode)
            {
                outcomes.Add((topic, partition, new(ErrorCode.NotLeaderOrFollower, $"node {directory.SelfId} does not lead it")));
            }
            else
            {
                if (!elsewhere.TryGetValue(leader, out var list)) elsewhere[leader] = list = [];
                list.Add((topic, partition));
            }
        }

        foreach (var answers in await Task.WhenAll(elsewhere.Select(e => AskAsync(e.Key, e.Value, type))).ConfigureAwait(false)) outcomes.AddRange(answers);
        outcomes.AddRange(await AwaitAsync(handedOver).ConfigureAwait(false));
        if (outcomes.Any(o => o.Outcome.Error == ErrorCode.LeaderNotAvailable)) await Task.Delay(s_pause).ConfigureAwait(false);
        return outcomes;
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

    private async Task<IReadOnlyList<(string Topic, int Partition, ChangeOutcome Outcome)>> AskAsync(int leader, List<(string Topic, int Partition)> partitions, sbyte type)
    {
        var request = new ElectLeadersRequest { ElectionType = type, TimeoutMs = (int)s_attempt.TotalMilliseconds, TopicPartitions = [] };
        foreach (var topic in partitions.GroupBy(p => p.Topic)) request.TopicPartitions.Add(new() { Topic = topic.Key, Partitions = [.. topic.Select(p => p.Partition)] });
        try
        {
            ElectLeadersResponse response = await peers.SendAsync<ElectLeadersRequest, ElectLeadersResponse>(leader, request, s_attempt * 2, CancellationToken.None).ConfigureAwait(false);
            return [.. response.ReplicaElectionResults.SelectMany(t => t.PartitionResult.Select(p => (t.Topic, p.PartitionId, new ChangeOutcome(p.ErrorCode, p.ErrorMessage))))];
        }
        catch (ClientException e)
        {
            return [.. partitions.Select(p => (p.Topic, p.Partition, new ChangeOutcome(ErrorCode.LeaderNotAvailable, $"node {leader}, the leader, does not answer: {e.Message}")))];
        }
    }

    private async Task<IReadOnlyList<(string Topic, int Partition, ChangeOutcome Outcome)>> AwaitAsync(List<(string Topic, int Partition, int Successor)> handedOver)
    {
        long began = Stopwatch.GetTimestamp();
        bool Leads((string Topic, int Partition, int Successor) p) =>
            cluster.Topics.Find(p.Topic) is { } topic && cluster.Leaders.Find(topic.Id, p.Partition)?.LeaderId == p.Successor && topic.Replica(p.Partition) is not { Role: QuorumRole.Leader };
        bool Failed((string Topic, int Partition, int Successor) p) =>
            cluster.Topics.Find(p.Topic) is not { } topic || (topic.Replica(p.Partition) is not { Role: QuorumRole.Leader } && cluster.Leaders.Find(topic.Id, p.Partition)?.LeaderId is { } other && other != p.Successor && other != directory.SelfId);
        while (!handedOver.All(p => Leads(p) || Failed(p)) && Stopwatch.GetElapsedTime(began) < s_attempt)
            await Task.WhenAny(cluster.Leaders.NextChange, Task.Delay(TimeSpan.FromMilliseconds(50))).ConfigureAwait(false);
        return [.. handedOver.Select(p => (p.Topic, p.Partition, Leads(p) ? ChangeOutcome.Done : new(ErrorCode.PreferredLeaderNotAvailable, $"node {p.Successor} did not become the leader in time")))];
    }
}
