using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>What to ask a node in one round.</summary>
/// <param name="NodeId">The node, -1 while it is known by its address alone.</param>
/// <param name="Topology">Whether to ask for the cluster as it knows it.</param>
/// <param name="Disks">Whether to ask for its folders.</param>
/// <param name="Led">Partitions whose quorums to ask for.</param>
/// <param name="RunId">Run of the node whose events are known.</param>
/// <param name="From">The first event that is not known.</param>
internal sealed record NodeQuestions(int NodeId, bool Topology, bool Disks, IReadOnlyList<TopicPartition> Led, Guid RunId, long From);

/// <summary>Asks one node for all of a round, on one connection and at once.</summary>
internal static class NodePoll
{
    /// <summary>Asks, and says what came of it; never throws.</summary>
    public static async Task<NodeReport> AskAsync(NodeProbe probe, NodeQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            return await AskOnceAsync(probe, questions, time, cancel).ConfigureAwait(false);
        }
        catch (DisconnectedException) when (!cancel.IsCancellationRequested)
        {
            // The connection may have been closed for any reason; whether the node is away shows in a new one.
        }
        catch (ClientException e)
        {
            return Failed(questions, e, time);
        }
        catch (OperationCanceledException e)
        {
            return Failed(questions, e, time);
        }

        try
        {
            return await AskOnceAsync(probe, questions, time, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClientException or OperationCanceledException)
        {
            return Failed(questions, e, time);
        }
    }

    private static async Task<NodeReport> AskOnceAsync(NodeProbe probe, NodeQuestions questions, TimeProvider time, CancellationToken cancel)
    {
        bool tells = await probe.TellsEventsAsync(cancel).ConfigureAwait(false);
        Task<ClusterTopology>? topology = questions.Topology || !tells ? probe.TopologyAsync(cancel) : null;
        Task<IReadOnlyDictionary<TopicPartition, QuorumDescription>>? quorums = tells && questions.Led.Count > 0 ? probe.QuorumsAsync(questions.Led, cancel) : null;
        Task<NodeEvents>? events = tells && questions.NodeId >= 0 ? probe.EventsAsync(questions.RunId, questions.From, cancel: cancel) : null;
        Task<IReadOnlyList<LogDirDescription>>? disks = questions.Disks ? probe.LogDirsAsync(cancel) : null;
        Task?[] all = [topology, quorums, events, disks];
        await Task.WhenAll(all.OfType<Task>()).ConfigureAwait(false);
        return new NodeReport(questions.NodeId, time.GetUtcNow(), NodeOutcome.Answered)
        {
            Topology = topology is null ? null : await topology.ConfigureAwait(false),
            Quorums = quorums is null ? null : await quorums.ConfigureAwait(false),
            Events = events is null ? null : await events.ConfigureAwait(false),
            LogDirs = disks is null ? null : await disks.ConfigureAwait(false),
        };
    }

    private static NodeReport Failed(NodeQuestions questions, Exception e, TimeProvider time)
    {
        NodeOutcome outcome = e switch
        {
            RequestTimeoutException or OperationCanceledException => NodeOutcome.Silent,
            // No answer to the attempt to connect: packets go nowhere. A refusal is another matter: nobody listens there.
            DisconnectedException { InnerException: OperationCanceledException } => NodeOutcome.Silent,
            DisconnectedException => NodeOutcome.Refused,
            _ => NodeOutcome.Answered,
        };
        return new NodeReport(questions.NodeId, time.GetUtcNow(), outcome) { Problem = e.Message };
    }
}
