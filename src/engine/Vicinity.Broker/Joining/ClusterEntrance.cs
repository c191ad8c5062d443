using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Vicinity.Membership;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// The way of a node into its cluster: a folder that knows its cluster goes back to it; an empty one joins the cluster that is found, or founds one.
/// When it completes, the folder has the identity of the node.
/// </summary>
internal sealed class ClusterEntrance(BrokerOptions options, DataFolder folder, DiscoveryService? discovery, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly int s_asksUntilTold = new DiscoveryTimers().QuietAsks + 3;
    private static readonly TimeSpan s_toldAgain = TimeSpan.FromSeconds(10);

    private string _told = "";
    private long _toldAt;

    /// <summary>Enters without asking another node: back into the cluster that the folder knows, or into a new one.</summary>
    /// <exception cref="DataFolderException">The folder belongs to another node.</exception>
    public static NodeEntry EnterAlone(BrokerOptions options, DataFolder folder)
    {
        if (folder.Identity is { } known) return Return(options, folder, known);
        int nodeId = options.NodeId == BrokerOptions.AnyNodeId ? 1 : options.NodeId;
        string clusterId = NewClusterId();
        folder.Identify(new Storage.NodeIdentity(clusterId, nodeId, IsFounding: true));
        return new NodeEntry(clusterId, nodeId, EntryKind.Founded) { Founds = true };
    }

    /// <summary>Enters a cluster, however long it takes to find one.</summary>
    /// <exception cref="BrokerException">The cluster does not take the node, or it is not clear which cluster is meant.</exception>
    /// <exception cref="DataFolderException">The folder belongs to another node.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public async Task<NodeEntry> EnterAsync(CancellationToken cancel)
    {
        if (folder.Identity is { } known) return Return(options, folder, known);
        if (options.Join.Count > 0 && await JoinBySeedsAsync(cancel).ConfigureAwait(false) is { } joined) return joined;
        if (options.Found || discovery is null) return Found(options.Found ? "asked to (--found)" : "alone (discovery is off)");
        JoiningLogLines.Looking(log, string.Join(", ", discovery.Networks), options.Discovery!.Port, options.ClusterKey is null ? "" : ", signed with the cluster key");
        while (true)
        {
            switch (await DecisionAsync(discovery, cancel).ConfigureAwait(false))
            {
                case DiscoveryDecision.Ambiguous ambiguous:
                    throw new BrokerException($"{ambiguous.ClusterIds.Count} clusters answer: {string.Join(" and ", ambiguous.ClusterIds)}. Say which one is meant: --join HOST:PORT of one of its nodes with --discovery off, or give each cluster a key (--cluster-key)");
                case DiscoveryDecision.Join join when await JoinAsync(join.ClusterId, discovery, cancel).ConfigureAwait(false) is { } entry:
                    return entry;
                case DiscoveryDecision.Found:
                    return Found(options.Expect > 1 ? $"{options.Expect} nodes hear each other, and this one has the lowest number" : "no member answered, and of those that asked this node has the lowest number");
            }
        }
    }

    private static NodeEntry Return(BrokerOptions options, DataFolder folder, Storage.NodeIdentity known)
    {
        // Throws when another id was asked for.
        if (options.NodeId != BrokerOptions.AnyNodeId) folder.Identify(known with { NodeId = options.NodeId });
        return new NodeEntry(known.ClusterId, known.NodeId, EntryKind.Restarted) { Founds = known.IsFounding };
    }

    /// <summary>A random cluster id in the form that Kafka's tools expect: 16 bytes in URL-safe base 64.</summary>
    private static string NewClusterId() => System.Buffers.Text.Base64Url.EncodeToString(Guid.NewGuid().ToByteArray());

    private NodeEntry Found(string reason)
    {
        NodeEntry entry = EnterAlone(options, folder);
        JoiningLogLines.Founded(log, entry.ClusterId, entry.NodeId, reason);
        return entry;
    }

    /// <summary>Joins the cluster that one of the given addresses belongs to. Null: none answers, and the node may found.</summary>
    private async Task<NodeEntry?> JoinBySeedsAsync(CancellationToken cancel)
    {
        var registrar = new Registrar(options, folder, time, log);
        string problem = "";
        while (true)
        {
            if (await SeedLookup.AskAsync(options.Join, time, cancel).ConfigureAwait(false) is { ClusterId: { } clusterId } found)
            {
                (NodeEntry? entry, problem) = await registrar.TryAsync(clusterId, found.Nodes, cancel).ConfigureAwait(false);
                if (entry is not null) return entry;
                Tell($"Waiting for cluster {clusterId} to take this node in: {problem}");
            }
            else if (options.Found)
            {
                return null;
            }
            else if (discovery?.Decision is DiscoveryDecision.Join join)
            {
                (NodeEntry? entry, problem) = await registrar.TryAsync(join.ClusterId, discovery.Proposed, cancel).ConfigureAwait(false);
                if (entry is not null) return entry;
                discovery.StartOver();
            }
            else
            {
                Tell($"Waiting for one of {string.Join(", ", options.Join)} (--join): none answers");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancel).ConfigureAwait(false);
        }
    }

    private async Task<NodeEntry?> JoinAsync(string clusterId, DiscoveryService service, CancellationToken cancel)
    {
        var registrar = new Registrar(options, folder, time, log);
        long began = time.GetTimestamp();
        string problem;
        do
        {
            (NodeEntry? entry, problem) = await registrar.TryAsync(clusterId, service.Proposed, cancel).ConfigureAwait(false);
            if (entry is not null) return entry;
            Tell($"Waiting for cluster {clusterId} to take this node in: {problem}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancel).ConfigureAwait(false);
        }
        while (time.GetElapsedTime(began) < s_patience);

        JoiningLogLines.StartingOver(log, clusterId, problem);
        service.StartOver();
        return null;
    }

    private async Task<DiscoveryDecision> DecisionAsync(DiscoveryService service, CancellationToken cancel)
    {
        while (true)
        {
            Task change = service.NextChange;
            if (service.Decision is { } decision) return decision;
            DiscoveryStatus status = service.Status;
            if (status.Asked > s_asksUntilTold) Tell(Describe(status, service.Ignored));
            await change.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private static string Describe(DiscoveryStatus status, string? ignored)
    {
        int missing = status.Expect - status.Heard.Count - 1;
        string heard = status.Heard.Count == 0 ? "heard none yet" : $"heard {string.Join(", ", status.Heard.Select(h => h.ToString()).Order())}";
        string waiting = missing > 0 ? $"Waiting for {missing} more {(missing == 1 ? "node" : "nodes")} of {status.Expect}: {heard}"
            : status.Leaves ? $"Waiting for another node to found the cluster: {heard}"
            : $"Waiting for others to hear this node: {heard}";
        return ignored is null ? waiting : $"{waiting}; ignored {ignored}";
    }

    /// <summary>Tells what is waited for when it changes, and again after a while.</summary>
    private void Tell(string state)
    {
        if (state == _told && time.GetElapsedTime(_toldAt) < s_toldAgain) return;
        _told = state;
        _toldAt = time.GetTimestamp();
        JoiningLogLines.Waiting(log, state);
    }
}
