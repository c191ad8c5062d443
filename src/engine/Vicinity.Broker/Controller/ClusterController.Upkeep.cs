using System.Collections.Immutable;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>What the controller does by itself: voters of the cluster's own log, replicas of nodes that stay away, the end of moves, the balance of leaders.</content>
internal sealed partial class ClusterController
{
    /// <summary>Moves that may be under way at one time: each copies a whole partition.</summary>
    private const int MaxMoves = 100;

    /// <summary>Partitions that are handed over at one time: each is an election.</summary>
    private const int MaxHandOvers = 48;

    /// <summary>Topics whose preferred leaders are told at one time.</summary>
    private const int MaxTopicsNamed = 1000;

    /// <summary>How long a new controller hears of leaders before it takes those that it did not hear of for missing.</summary>
    private const int HearsLeadersMs = 1000;

    private static readonly TimeSpan s_voterTimeout = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_handOverTimeout = TimeSpan.FromSeconds(2);
    private int _upkeepRuns;
    private long _leadersLookedAtMs;
    private long _namesLeadersAtMs = long.MaxValue;
    private Queue<TopicPartition> _handOvers = new();

    /// <summary>Looks after the cluster once; nothing while another node is the controller. Calls that meet do the work once.</summary>
    public async Task UpkeepAsync()
    {
        if (!IsHere)
        {
            lock (_livenessGate) _isWatching = false;
            return;
        }

        if (!replica.LeadsWithCurrentHighWatermark || Interlocked.Exchange(ref _upkeepRuns, 1) != 0) return;
        try
        {
            WatchNodes();
            if (Image.Nodes.Count > 1)
            {
                // One after the other, and at once: with two voters the loss of either one stops the controller.
                for (int changes = 0; changes <= options.ControllerVoters && await TendClusterVotersAsync().ConfigureAwait(false); changes++)
                {
                }

                await TendMovesAsync().ConfigureAwait(false);
                await NameFirstLeadersAsync().ConfigureAwait(false);
                await TendLeadersAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // the node stops
        }
#pragma warning disable CA1031 // called by a timer: it is tried again at the next tick
        catch (Exception e)
#pragma warning restore CA1031
        {
            ControllerLogLines.UpkeepFailed(log, e);
        }
        finally
        {
            Volatile.Write(ref _upkeepRuns, 0);
        }
    }

    /// <summary>Adds or removes one voter of the cluster's own log.</summary>
    /// <returns>Whether it was done, and there may be more to do.</returns>
    private async Task<bool> TendClusterVotersAsync()
    {
        HashSet<int> away = NodesAwayTooLong();
        (Voter? add, Voter? remove) = Moves.NextClusterVoter(replica.Voters, Image.Nodes, LiveNodes(), away, options.NodeId, options.ControllerVoters);
        if (add is null && remove is null) return false;

        // Changes of the image wait: what they append must belong to one leadership.
        await _changing.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            ErrorCode error = add is Voter newcomer
                ? await replica.AddVoterAsync(newcomer, s_voterTimeout).ConfigureAwait(false)
                : await replica.RemoveVoterAsync(remove!.Value, s_voterTimeout).ConfigureAwait(false);
            if (error == ErrorCode.None) ControllerLogLines.ClusterVotersChanged(log, string.Join(", ", replica.Voters.Select(v => v.NodeId).Order()));
            return error == ErrorCode.None;
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task TendMovesAsync()
    {
        HashSet<int> away = NodesAwayTooLong();
        if (!Image.Topics.Values.Any(t => NeedsTending(t, away)) && !HasMissing()) return;
        await ChangeAsync(
            async () =>
            {
                await EndMovesAsync().ConfigureAwait(false);
                await RepairAsync(away).ConfigureAwait(false);
                return true;
            },
            (_, _) => false,
            _stopping.Token).ConfigureAwait(false);
    }

    private bool NeedsTending(ClusterTopic topic, HashSet<int> away) =>
        topic.Partitions.Any(p => p.IsMoving || p.Replicas.IsEmpty || (away.Count > 0 && p.Wanted.Any(v => away.Contains(v.NodeId))))
        || (topic.Name == TopicName.ConsumerOffsets && topic.Partitions[0].Wanted.Length < Math.Min(TopicRules.DefaultReplicas, LiveNodes().Count));

    /// <summary>Records the ends of moves that the partitions' leaders have carried out.</summary>
    private async Task EndMovesAsync()
    {
        var ended = new List<KeyedRecord>();
        var moved = new List<(string Topic, int Partition, PartitionAssignment Before)>();
        foreach (ClusterTopic topic in Image.Topics.Values)
        {
            ImmutableArray<PartitionAssignment> partitions = topic.Partitions;
            for (int p = 0; p < partitions.Length; p++)
            {
                if (partitions[p].Replicas.IsEmpty && topics.Find(topic.Id)?.Replica(p) is { Failure: null } mine)
                {
                    // Written when the cluster was this node alone.
                    partitions = partitions.SetItem(p, new PartitionAssignment([new Voter(options.NodeId, mine.Id)]));
                    continue;
                }

                if (!Moves.IsDone(partitions[p], leaders.Find(topic.Id, p))) continue;
                moved.Add((topic.Name, p, partitions[p]));
                partitions = partitions.SetItem(p, partitions[p].Moved());
            }

            if (partitions != topic.Partitions) ended.Add(ClusterRecord.Of(topic with { Partitions = partitions }));
        }

        if (ended.Count == 0) return;
        (ChangeOutcome outcome, long _) = await CommitAsync(ended).ConfigureAwait(false);
        if (!outcome.IsDone) return;
        foreach ((string topic, int partition, PartitionAssignment before) in moved)
        {
            int[] added = [.. before.Target.Except(before.Replicas).Select(v => v.NodeId)];
            int[] removed = [.. before.Replicas.Except(before.Target).Select(v => v.NodeId)];
            ControllerLogLines.ReplicasMoved(log, new TopicPartition(topic, partition), string.Join(", ", before.Target.Select(v => v.NodeId)));
            for (int i = 0; i < added.Length; i++)
                events.Record(new(ClusterEventKind.ReplicaMoved) { NodeId = added[i], OtherNodeId = i < removed.Length ? removed[i] : -1, Topic = topic, Partition = partition });
        }
    }

    /// <summary>Begins moves for replicas whose nodes stay away or have lost them, and where there are too few.</summary>
    private async Task RepairAsync(HashSet<int> away)
    {
        int room = MaxMoves - Image.Topics.Values.Sum(t => t.Partitions.Count(p => p.IsMoving));
        IReadOnlyList<int> live = LiveNodes();
        var placement = new Placement(Image, live);
        foreach (ClusterTopic topic in Image.Topics.Values)
        {
            if (room <= 0) return;
            var targets = new Dictionary<int, IReadOnlyList<int>>();
            for (int p = 0; p < topic.Partitions.Length && room > 0; p++)
            {
                PartitionAssignment assignment = topic.Partitions[p];
                int wanted = topic.Name == TopicName.ConsumerOffsets ? Math.Max(assignment.Wanted.Length, Math.Min(TopicRules.DefaultReplicas, live.Count)) : assignment.Wanted.Length;
                ImmutableArray<int>? target = MissingOn(topic.Id, p, assignment) ? [.. assignment.Wanted.Select(v => v.NodeId)] : Moves.Repair(assignment, away, wanted, placement);
                // Without a leader nobody could carry it out, and first voters that have not begun yet would no longer be first.
                if (target is null || leaders.Find(topic.Id, p) is null || assignment.Replicas.IsEmpty) continue;
                targets[p] = target;
                room--;
            }

            if (targets.Count > 0) await MoveAsync(topic, targets).ConfigureAwait(false);
        }
    }

    /// <summary>Has nodes prepare the replicas that they do not have, and records the moves; the leaders carry them out. To be called within a change.</summary>
    /// <returns>The outcome, and for partitions that could not be moved why not.</returns>
    private async Task<(ChangeOutcome Outcome, IReadOnlyDictionary<int, ChangeOutcome> Refused)> MoveAsync(ClusterTopic topic, IReadOnlyDictionary<int, IReadOnlyList<int>> targets)
    {
        var refused = new Dictionary<int, ChangeOutcome>();
        ImmutableArray<PartitionAssignment> partitions = topic.Partitions;
        foreach ((int p, IReadOnlyList<int> target) in targets)
        {
            PartitionAssignment assignment = topic.Partitions[p];
            var voters = ImmutableArray.CreateBuilder<Voter>(target.Count);
            foreach (int node in target)
            {
                if (assignment.On(node) is Voter present && !IsMissing(node, topic.Id, p, present))
                {
                    voters.Add(present);
                    continue;
                }

                PrepareReplicasResponse answer = await nodes.PrepareAsync(node, PrepareRequest(topic, [p]), _stopping.Token).ConfigureAwait(false);
                if (answer.ErrorCode != ErrorCode.None || answer.Topics is not [{ Replicas: [var made] }])
                {
                    refused[p] = new(answer.ErrorCode == ErrorCode.None ? ErrorCode.UnknownServerError : answer.ErrorCode, $"node {node} cannot take a replica: {answer.ErrorMessage}");
                    break;
                }

                voters.Add(new Voter(node, made.ReplicaId));
            }

            if (!refused.ContainsKey(p)) partitions = partitions.SetItem(p, assignment.MovingTo(voters.ToImmutable()));
        }

        if (partitions == topic.Partitions) return (ChangeOutcome.Done, refused);
        (ChangeOutcome outcome, long _) = await CommitAsync([ClusterRecord.Of(topic with { Partitions = partitions })]).ConfigureAwait(false);
        return (outcome, refused);
    }

    /// <summary>
    /// Once in each controller's time: tells preferred leaders of partitions that nobody leads. A controller that died when it had recorded a topic, and before it
    /// told who is to lead, leaves replicas behind that wait for that.
    /// </summary>
    private async Task NameFirstLeadersAsync()
    {
        if (Now < _namesLeadersAtMs) return;
        _namesLeadersAtMs = long.MaxValue;
        Guid[] leaderless = [.. Image.Topics.Values.Where(t => Enumerable.Range(0, t.Partitions.Length).Any(p => leaders.Find(t.Id, p) is null)).Select(t => t.Id)];
        foreach (Guid[] some in leaderless.Chunk(MaxTopicsNamed)) await EverywhereAsync(follower.Applied, some, s_applyTimeout).ConfigureAwait(false);
    }

    /// <summary>Has preferred leaders lead again, once in a while and some at a time: a node that was away leads nothing when it is back.</summary>
    private async Task TendLeadersAsync()
    {
        if (_handOvers.Count == 0)
        {
            if (options.LeaderBalanceInterval == TimeSpan.Zero || Now - _leadersLookedAtMs < options.LeaderBalanceInterval.TotalMilliseconds) return;
            _leadersLookedAtMs = Now;
            _handOvers = new(LeaderBalance.Astray(Image, (topic, p) => leaders.Find(topic, p)?.LeaderId ?? -1, LiveNodes()));
            if (_handOvers.Count == 0) return;
        }

        var some = new List<TopicPartition>();
        while (some.Count < MaxHandOvers && _handOvers.TryDequeue(out TopicPartition next)) some.Add(next);
        IReadOnlyDictionary<TopicPartition, ChangeOutcome> outcomes = await elections.ElectAsync(some, s_handOverTimeout, passesOn: true).ConfigureAwait(false);
        ControllerLogLines.LeadersBalanced(log, outcomes.Count(o => o.Value.IsDone), some.Count);
    }

    private bool HasMissing()
    {
        lock (_livenessGate) return _reports.Values.Any(r => r.Missing.Count > 0);
    }

    private bool IsMissing(int node, Guid topicId, int partition, Voter replicaOf)
    {
        lock (_livenessGate) return _reports.TryGetValue(node, out var report) && report.Missing.Contains((topicId, partition, replicaOf.ReplicaId));
    }

    private bool MissingOn(Guid topicId, int partition, PartitionAssignment assignment) => assignment.Wanted.Any(v => IsMissing(v.NodeId, topicId, partition, v));
}
