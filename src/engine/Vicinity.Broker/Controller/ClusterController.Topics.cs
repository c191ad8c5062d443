using System.Collections.Immutable;
using System.Diagnostics;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Creating, growing, configuring and deleting topics.</content>
internal sealed partial class ClusterController
{
    private const int PlacementAttempts = 3;

    private static readonly TimeSpan s_returnTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Creates topics. When this completes, all live nodes know them and a leader of each partition, unless the time was over first.</summary>
    /// <returns>The outcome of each, with the topic when it was (or, with <paramref name="validateOnly"/>, would be) created.</returns>
    public async Task<IReadOnlyList<(ChangeOutcome Outcome, ClusterTopic? Topic)>> CreateAsync(IReadOnlyList<NewTopic> asked, bool validateOnly, TimeSpan timeout)
    {
        long end = -1;
        var outcomes = new (ChangeOutcome Outcome, ClusterTopic? Topic)[asked.Count];
        await changes.RunAsync(
            async () =>
            {
                end = await CreateNowAsync(asked, outcomes, validateOnly).ConfigureAwait(false);
                return true;
            },
            (error, message) =>
            {
                Array.Fill(outcomes, (new ChangeOutcome(error, message), null));
                return false;
            }).ConfigureAwait(false);
        for (int i = 0; i < asked.Count; i++)
        {
            if (outcomes[i].Outcome.Error is ErrorCode.KafkaStorageError) outcomes[i].Outcome = NotDone(outcomes[i].Outcome, "create", asked[i].Name);
        }

        if (end < 0 || validateOnly) return outcomes;
        await changes.EverywhereAsync(end, [.. outcomes.Where(o => o.Outcome.IsDone).Select(o => o.Topic!.Id)], timeout).ConfigureAwait(false);
        return outcomes;
    }

    /// <summary>Deletes a topic and its data; when this completes, all live nodes have done so, unless the time was over first.</summary>
    public async Task<ChangeOutcome> DeleteAsync(string name, TimeSpan timeout)
    {
        (ChangeOutcome outcome, long end) = await changes.RunAsync(
            async () => Image.Topics.ContainsKey(name)
                ? await changes.CommitAsync([ClusterRecord.Deleting(name)]).ConfigureAwait(false)
                : (new ChangeOutcome(ErrorCode.UnknownTopicOrPartition, "This server does not host this topic-partition."), -1),
            (error, message) => (new ChangeOutcome(error, message), -1)).ConfigureAwait(false);
        if (outcome.Error == ErrorCode.KafkaStorageError) return NotDone(outcome, "delete", name);
        if (!outcome.IsDone) return outcome;
        ControllerLogLines.TopicDeleted(log, name);
        events.Record(new(ClusterEventKind.TopicDeleted) { Topic = name });
        await changes.EverywhereAsync(end, [], timeout).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Makes a topic have <paramref name="count"/> partitions, more than now.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="count">Partitions that it is to have.</param>
    /// <param name="assignments">Nodes of the new partitions, or null: they are chosen.</param>
    /// <param name="validateOnly">Whether to check only.</param>
    /// <param name="timeout">How long to wait for the nodes to know them.</param>
    public async Task<ChangeOutcome> GrowAsync(string name, int count, IReadOnlyList<IReadOnlyList<int>>? assignments, bool validateOnly, TimeSpan timeout)
    {
        Guid id = default;
        (ChangeOutcome outcome, long end) = await changes.RunAsync(
            async () =>
            {
                ChangeOutcome checkedOutcome = CheckGrowth(name, count, assignments);
                if (!checkedOutcome.IsDone || validateOnly) return (checkedOutcome, -1L);
                ClusterTopic topic = Image.Topics[name];
                id = topic.Id;
                return await GrowNowAsync(topic, count, assignments).ConfigureAwait(false);
            },
            (error, message) => (new ChangeOutcome(error, message), -1)).ConfigureAwait(false);
        if (outcome.Error == ErrorCode.KafkaStorageError) return NotDone(outcome, "grow", name);
        if (!outcome.IsDone || end < 0) return outcome;
        ControllerLogLines.PartitionsAdded(log, name, count);
        await changes.EverywhereAsync(end, [id], timeout).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Replaces a topic's own settings, which the caller has checked, by what <paramref name="change"/> makes of them.</summary>
    public async Task<ChangeOutcome> ConfigureAsync(string name, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
    {
        (ChangeOutcome outcome, long end) = await changes.RunAsync(
            async () => Image.Topics.TryGetValue(name, out ClusterTopic? topic)
                ? await changes.CommitAsync([ClusterRecord.Of(topic with { Settings = change(topic.Settings).ToImmutableSortedDictionary(StringComparer.Ordinal) })]).ConfigureAwait(false)
                : (new ChangeOutcome(ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist."), -1),
            (error, message) => (new ChangeOutcome(error, message), -1)).ConfigureAwait(false);
        if (outcome.Error == ErrorCode.KafkaStorageError) return NotDone(outcome, "change", name);
        if (outcome.IsDone) await changes.EverywhereAsync(end, [], ClusterChanges.ApplyTimeout).ConfigureAwait(false);
        return outcome;
    }

    private async Task<long> CreateNowAsync(IReadOnlyList<NewTopic> asked, (ChangeOutcome Outcome, ClusterTopic? Topic)[] outcomes, bool validateOnly)
    {
        IReadOnlyList<int> live = await NodesForAsync(asked.Select(NodesNeeded).DefaultIfEmpty(0).Max()).ConfigureAwait(false);
        var placement = new Placement(Image, live);
        var topics = new PlannedTopics(Image, options.MaxPartitions);
        var made = new List<(int Index, ClusterTopic Topic)>();
        for (int i = 0; i < asked.Count; i++)
        {
            NewTopic topic = asked[i];
            ChangeOutcome outcome = topics.Check(topic, live);
            if (!outcome.IsDone)
            {
                outcomes[i] = (outcome, null);
                continue;
            }

            int replicas = topic.Replicas == -1 ? Math.Min(TopicRules.DefaultReplicas, live.Count) : topic.Replicas;
            IReadOnlyList<IReadOnlyList<int>> places = topic.Assignments ?? [.. placement.Place(topic.Partitions, replicas).Select(p => (IReadOnlyList<int>)p)];
            var planned = new ClusterTopic(topic.Name, NewTopicId(), [.. NotPrepared(places)], topic.Settings);
            topics.Add(topic);
            outcomes[i] = (ChangeOutcome.Done, planned);
            if (!validateOnly) made.Add((i, planned));
        }

        if (made.Count == 0) return -1;
        var prepared = new List<(int Index, ClusterTopic Topic)>();
        foreach ((int index, ClusterTopic planned) in made)
        {
            (ChangeOutcome outcome, ClusterTopic topic) = await PrepareAsync(planned, 0, mayChoose: asked[index].Assignments is null).ConfigureAwait(false);
            outcomes[index] = outcome.IsDone ? (outcome, topic) : (outcome, null);
            if (outcome.IsDone) prepared.Add((index, topic));
        }

        if (prepared.Count == 0) return -1;
        (ChangeOutcome committed, long end) = await changes.CommitAsync([.. prepared.Select(p => ClusterRecord.Of(p.Topic))]).ConfigureAwait(false);
        foreach ((int index, ClusterTopic topic) in prepared)
        {
            if (committed.IsDone)
            {
                ControllerLogLines.TopicCreated(log, topic.Name, topic.Partitions.Length);
                if (!TopicName.IsInternal(topic.Name)) events.Record(new(ClusterEventKind.TopicCreated) { Topic = topic.Name });
                continue;
            }

            // A change whose end was not seen may yet be committed: then its folders are needed.
            if (committed.Error != ErrorCode.RequestTimedOut) local.Discard(topic.Name, topic.Id, 0, topic.Partitions.Length);
            outcomes[index] = (committed, null);
        }

        return end;
    }

    private IEnumerable<IReadOnlyList<int>> Placed(IReadOnlyList<int> live, int partitions, int replicas) => new Placement(Image, live).Place(partitions, replicas).Select(places => (IReadOnlyList<int>)places);

    /// <summary>Partitions with replicas on these nodes, which have yet to make folders for them and tell their uuids.</summary>
    private static IEnumerable<PartitionAssignment> NotPrepared(IEnumerable<IReadOnlyList<int>> places) => places.Select(nodes => new PartitionAssignment([.. nodes.Select(n => new Voter(n, Guid.Empty))]));

    private static int NodesNeeded(NewTopic topic) => topic.Assignments is null ? topic.Replicas : topic.Assignments.SelectMany(places => places).Distinct().Count();

    /// <summary>
    /// Nodes that can take replicas. Clients learn of a node as soon as it is connected; where it is needed, one that is back and has yet to say that it lives is
    /// waited for.
    /// </summary>
    private async Task<IReadOnlyList<int>> NodesForAsync(int wanted)
    {
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<int> live = LiveNodes();
        while (live.Count < wanted && Image.Nodes.Keys.Any(n => !live.Contains(n) && nodes.IsReached(n)) && Stopwatch.GetElapsedTime(began) < s_returnTimeout)
        {
            await Task.Delay(ClusterChanges.ReadyPause, changes.Stopping).ConfigureAwait(false);
            live = LiveNodes();
        }

        return live;
    }

    /// <summary>Has the chosen nodes make folders for the partitions from a number on; a node that fails is passed over for another where that is allowed.</summary>
    private async Task<(ChangeOutcome Outcome, ClusterTopic Topic)> PrepareAsync(ClusterTopic planned, int fromPartition, bool mayChoose)
    {
        var failed = new HashSet<int>();
        for (int attempt = 1; ; attempt++)
        {
            (ChangeOutcome outcome, ImmutableArray<PartitionAssignment> assignments, IReadOnlyCollection<int> failing) = await PrepareOnceAsync(planned, fromPartition).ConfigureAwait(false);
            if (outcome.IsDone)
            {
                planned = planned with { Partitions = assignments };
                try
                {
                    local.OpenSole(planned, fromPartition);
                    return (ChangeOutcome.Done, planned);
                }
                catch (IOException e)
                {
                    local.Discard(planned.Name, planned.Id, fromPartition, planned.Partitions.Length);
                    return (new(ErrorCode.KafkaStorageError, e.Message), planned);
                }
            }

            failed.UnionWith(failing);
            int replicas = planned.Partitions[fromPartition].Replicas.Length;
            int[] left = [.. LiveNodes().Except(failed)];
            if (!mayChoose || attempt == PlacementAttempts || left.Length < replicas)
            {
                local.Discard(planned.Name, planned.Id, fromPartition, planned.Partitions.Length);
                return (outcome, planned);
            }

            planned = planned with { Partitions = [.. planned.Partitions.Take(fromPartition), .. NotPrepared(Placed(left, planned.Partitions.Length - fromPartition, replicas))] };
        }
    }

    private async Task<(ChangeOutcome Outcome, ImmutableArray<PartitionAssignment> Partitions, IReadOnlyCollection<int> Failed)> PrepareOnceAsync(ClusterTopic planned, int fromPartition)
    {
        var requests = new SortedDictionary<int, List<int>>();
        for (int p = fromPartition; p < planned.Partitions.Length; p++)
        {
            foreach (Voter voter in planned.Partitions[p].Replicas)
            {
                if (!requests.TryGetValue(voter.NodeId, out List<int>? partitions)) requests[voter.NodeId] = partitions = [];
                partitions.Add(p);
            }
        }

        int[] asked = [.. requests.Keys];
        PrepareReplicasResponse[] answers = await Task.WhenAll(asked.Select(n => nodes.PrepareAsync(n, NodeCalls.ToPrepare(planned, requests[n]), changes.Stopping))).ConfigureAwait(false);
        var ids = new Dictionary<(int Node, int Partition), Guid>();
        var failed = new List<int>();
        ChangeOutcome outcome = ChangeOutcome.Done;
        for (int i = 0; i < asked.Length; i++)
        {
            List<int> partitions = requests[asked[i]];
            if (answers[i].ErrorCode != ErrorCode.None || answers[i].Topics is not [var topic] || topic.Replicas.Count != partitions.Count)
            {
                failed.Add(asked[i]);
                string reason = answers[i].ErrorMessage ?? "it answered with something else";
                outcome = new(answers[i].ErrorCode == ErrorCode.None ? ErrorCode.UnknownServerError : answers[i].ErrorCode, asked.Length == 1 && asked[0] == options.NodeId ? reason : $"node {asked[i]} cannot take replicas: {reason}");
                continue;
            }

            for (int k = 0; k < partitions.Count; k++) ids[(asked[i], partitions[k])] = topic.Replicas[k].ReplicaId;
        }

        if (failed.Count > 0) return (outcome, [], failed);
        var assignments = planned.Partitions.Select((partition, p) => p < fromPartition ? partition : new PartitionAssignment([.. partition.Replicas.Select(v => new Voter(v.NodeId, ids[(v.NodeId, p)]))]));
        return (outcome, [.. assignments], failed);
    }

    private ChangeOutcome CheckGrowth(string name, int count, IReadOnlyList<IReadOnlyList<int>>? assignments)
    {
        if (!Image.Topics.TryGetValue(name, out ClusterTopic? topic)) return new(ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist.");
        int now = topic.Partitions.Length;
        if (count <= now) return new(ErrorCode.InvalidPartitions, $"The topic {name} currently has {now} partition(s); {count} would not be an increase.");
        if (TopicRules.CheckCount(TopicRules.Partitions(Image), count - now, options.MaxPartitions) is { IsDone: false } tooMany) return tooMany;
        if (assignments is null) return ChangeOutcome.Done;
        return assignments.Count != count - now
            ? new(ErrorCode.InvalidReplicaAssignment, $"{count - now} partitions are to be added, but {assignments.Count} assignments are given")
            : TopicRules.CheckAssignments(assignments, now, Image, LiveNodes());
    }

    private async Task<(ChangeOutcome Outcome, long EndOffset)> GrowNowAsync(ClusterTopic topic, int count, IReadOnlyList<IReadOnlyList<int>>? assignments)
    {
        int now = topic.Partitions.Length;
        IEnumerable<IReadOnlyList<int>>? places = assignments;
        if (places is null)
        {
            int wanted = topic.Partitions[0].Wanted.Length;
            IReadOnlyList<int> live = await NodesForAsync(wanted).ConfigureAwait(false);
            places = Placed(live, count - now, Math.Clamp(wanted, 1, live.Count));
        }

        ClusterTopic planned = topic with { Partitions = [.. topic.Partitions, .. NotPrepared(places)] };
        (ChangeOutcome outcome, ClusterTopic prepared) = await PrepareAsync(planned, now, mayChoose: assignments is null).ConfigureAwait(false);
        if (!outcome.IsDone) return (outcome, -1);
        (ChangeOutcome committed, long end) = await changes.CommitAsync([ClusterRecord.Of(prepared)]).ConfigureAwait(false);
        if (!committed.IsDone && committed.Error != ErrorCode.RequestTimedOut) local.Discard(topic.Name, topic.Id, now, count);
        return (committed, end);
    }

    private ChangeOutcome NotDone(ChangeOutcome outcome, string what, string topic)
    {
        ControllerLogLines.TopicChangeFailed(log, null, what, topic, outcome.Message ?? outcome.Error.ToString());
        return outcome with { Message = $"cannot {what} topic '{topic}': {outcome.Message}" };
    }

    private static Guid NewTopicId()
    {
        Guid id;
        do id = Guid.NewGuid();
        while (id == Guid.Empty);
        return id;
    }
}
