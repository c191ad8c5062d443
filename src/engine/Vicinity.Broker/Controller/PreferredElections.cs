using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Has partitions led by their preferred replicas, the first of their lists: their leaders hand over, each on its own node. A replica without all acknowledged
/// records cannot win, also when it is preferred. Thread-safe.
/// </summary>
internal sealed class PreferredElections(TopicRegistry topics, LeadershipTable leaders, PeerNetwork peers, int selfId)
{
    /// <summary>The outcome for a partition that does not exist.</summary>
    public static readonly ChangeOutcome Unknown = new(ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition.");

    /// <summary>The outcome for a partition that has the leader that it should have.</summary>
    public static readonly ChangeOutcome NotNeeded = new(ErrorCode.ElectionNotNeeded, "Leader election not needed for topic partition.");

    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Has the preferred replicas lead; tries again while another one is quicker.</summary>
    /// <param name="asked">The partitions.</param>
    /// <param name="timeout">No further attempt begins after this; zero: one attempt.</param>
    /// <param name="passesOn">Whether leaders on other nodes are asked as well.</param>
    public async Task<IReadOnlyDictionary<TopicPartition, ChangeOutcome>> ElectAsync(IReadOnlyCollection<TopicPartition> asked, TimeSpan timeout, bool passesOn)
    {
        long began = Stopwatch.GetTimestamp();
        var outcomes = new Dictionary<TopicPartition, ChangeOutcome>();
        do
        {
            foreach ((TopicPartition partition, ChangeOutcome outcome) in await TryAsync(asked, passesOn).ConfigureAwait(false))
            {
                bool isDoneNow = outcome.Error == ErrorCode.ElectionNotNeeded && outcomes.ContainsKey(partition);
                outcomes[partition] = isDoneNow ? ChangeOutcome.Done : outcome;
            }

            asked = [.. outcomes.Where(o => o.Value.Error is ErrorCode.PreferredLeaderNotAvailable or ErrorCode.NotLeaderOrFollower or ErrorCode.LeaderNotAvailable).Select(o => o.Key)];
        }
        while (asked.Count > 0 && Stopwatch.GetElapsedTime(began) < timeout);

        return outcomes;
    }

    private async Task<IReadOnlyList<(TopicPartition Partition, ChangeOutcome Outcome)>> TryAsync(IReadOnlyCollection<TopicPartition> asked, bool passesOn)
    {
        var outcomes = new List<(TopicPartition Partition, ChangeOutcome Outcome)>();
        var elsewhere = new Dictionary<int, List<TopicPartition>>();
        var handedOver = new List<(TopicPartition Partition, int Successor)>();
        foreach (TopicPartition partition in asked)
        {
            ChangeOutcome check = Check(partition, out int leader, out int preferred);
            if (!check.IsDone)
            {
                outcomes.Add((partition, check));
            }
            else if (leader == selfId)
            {
                topics.Find(partition.Topic, partition.Partition)?.Resign(preferred);
                handedOver.Add((partition, preferred));
            }
            else if (!passesOn)
            {
                outcomes.Add((partition, new(ErrorCode.NotLeaderOrFollower, $"node {selfId} does not lead it")));
            }
            else
            {
                if (!elsewhere.TryGetValue(leader, out List<TopicPartition>? list)) elsewhere[leader] = list = [];
                list.Add(partition);
            }
        }

        foreach (var answers in await Task.WhenAll(elsewhere.Select(e => AskAsync(e.Key, e.Value))).ConfigureAwait(false)) outcomes.AddRange(answers);
        outcomes.AddRange(await AwaitAsync(handedOver).ConfigureAwait(false));
        if (outcomes.Any(o => o.Outcome.Error == ErrorCode.LeaderNotAvailable)) await Task.Delay(s_pause).ConfigureAwait(false);
        return outcomes;
    }

    private ChangeOutcome Check(TopicPartition partition, out int leader, out int preferred)
    {
        leader = preferred = -1;
        if (topics.Find(partition.Topic) is not Topic topic || (uint)partition.Partition >= (uint)topic.PartitionCount)
            return topics.IsComplete ? Unknown : new(ErrorCode.LeaderNotAvailable, "this node has just started and does not know yet which topics there are");
        preferred = topic.Record.Partitions[partition.Partition].Wanted is [var first, ..] ? first.NodeId : selfId;
        leader = LeaderOf(topic, partition.Partition);
        if (leader == preferred) return NotNeeded;
        if (leader < 0) return new(ErrorCode.LeaderNotAvailable, "the partition has no leader at the moment");
        return preferred == selfId || peers.IsConnected(preferred) ? ChangeOutcome.Done : new(ErrorCode.PreferredLeaderNotAvailable, $"node {preferred}, the preferred leader, is not reached");
    }

    /// <summary>The node that leads and can be asked to hand over, or -1.</summary>
    private int LeaderOf(Topic topic, int partition)
    {
        if (leaders.Find(topic.Id, partition)?.LeaderId is not int known) return -1;
        bool isReached = known == selfId ? topic.Replica(partition) is { Role: QuorumRole.Leader, Failure: null } : peers.IsConnected(known);
        return isReached ? known : -1;
    }

    private async Task<IReadOnlyList<(TopicPartition Partition, ChangeOutcome Outcome)>> AskAsync(int leader, List<TopicPartition> partitions)
    {
        var request = new ElectLeadersRequest { TimeoutMs = (int)s_attempt.TotalMilliseconds, TopicPartitions = [] };
        foreach (var topic in partitions.GroupBy(p => p.Topic)) request.TopicPartitions.Add(new() { Topic = topic.Key, Partitions = [.. topic.Select(p => p.Partition)] });
        try
        {
            ElectLeadersResponse response = await peers.SendAsync<ElectLeadersRequest, ElectLeadersResponse>(leader, request, s_attempt * 2, CancellationToken.None).ConfigureAwait(false);
            return [.. response.ReplicaElectionResults.SelectMany(t => t.PartitionResult.Select(p => (new TopicPartition(t.Topic, p.PartitionId), new ChangeOutcome(p.ErrorCode, p.ErrorMessage))))];
        }
        catch (ClientException e)
        {
            return [.. partitions.Select(p => (p, new ChangeOutcome(ErrorCode.LeaderNotAvailable, $"node {leader}, the leader, does not answer: {e.Message}")))];
        }
    }

    private async Task<IReadOnlyList<(TopicPartition Partition, ChangeOutcome Outcome)>> AwaitAsync(List<(TopicPartition Partition, int Successor)> handedOver)
    {
        long began = Stopwatch.GetTimestamp();
        while (!handedOver.All(p => Leads(p) || HasFailed(p)) && Stopwatch.GetElapsedTime(began) < s_attempt)
            await Task.WhenAny(leaders.NextChange, Task.Delay(s_look)).ConfigureAwait(false);
        return [.. handedOver.Select(p => (p.Partition, Leads(p) ? ChangeOutcome.Done : new(ErrorCode.PreferredLeaderNotAvailable, $"node {p.Successor} did not become the leader in time")))];
    }

    private bool Leads((TopicPartition Partition, int Successor) handedOver) =>
        IsGivenUp(handedOver.Partition, out int? leader) && leader == handedOver.Successor;

    /// <summary>Whether the topic is gone, or a third one leads.</summary>
    private bool HasFailed((TopicPartition Partition, int Successor) handedOver) =>
        topics.Find(handedOver.Partition.Topic) is null || (IsGivenUp(handedOver.Partition, out int? leader) && leader is int other && other != handedOver.Successor && other != selfId);

    /// <summary>Whether this node does not lead a partition any more, and which node does.</summary>
    private bool IsGivenUp(TopicPartition partition, out int? leader)
    {
        leader = null;
        if (topics.Find(partition.Topic) is not Topic topic || topic.Replica(partition.Partition) is { Role: QuorumRole.Leader }) return false;
        leader = leaders.Find(topic.Id, partition.Partition)?.LeaderId;
        return true;
    }
}
