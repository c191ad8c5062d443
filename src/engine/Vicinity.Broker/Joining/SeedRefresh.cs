using Microsoft.Extensions.Logging;
using Vicinity.Membership;

namespace Vicinity.Broker;

/// <summary>
/// Where addresses were given (--join), a node that comes back asks them where the others are now, until it is connected to all: without broadcast
/// nothing else tells, when all have moved. Dispose ends it.
/// </summary>
internal sealed class SeedRefresh : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>While no node is reached.</summary>
    private static readonly TimeSpan s_longestAlone = TimeSpan.FromSeconds(2);

    /// <summary>While some are: a node may be down for days.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly BrokerOptions _options;
    private readonly string _clusterId;
    private readonly PeerNetwork _peers;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopped = new();

    private SeedRefresh(BrokerOptions options, string clusterId, PeerNetwork peers, TimeProvider time, ILogger log) =>
        (_options, _clusterId, _peers, _time, _log) = (options, clusterId, peers, time, log);

    /// <summary>Begins to ask in the background; null where no addresses were given.</summary>
    /// <param name="options">The node's settings.</param>
    /// <param name="clusterId">The node's cluster: addresses of another are not taken.</param>
    /// <param name="peers">Gets the addresses that were heard.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Gets a line where an address belongs to another cluster.</param>
    public static SeedRefresh? Start(BrokerOptions options, string clusterId, PeerNetwork peers, TimeProvider time, ILogger log)
    {
        if (options.Join.Count == 0) return null;
        var refresh = new SeedRefresh(options, clusterId, peers, time, log);
        _ = Task.Run(refresh.RunAsync);
        return refresh;
    }

    public void Dispose() => _stopped.Cancel();

    private async Task RunAsync()
    {
        try
        {
            TimeSpan pause = s_firstPause;
            while (_peers.Known is not { Count: > 0 } known || !known.All(_peers.IsConnected))
            {
                await Task.Delay(pause, _time, _stopped.Token).ConfigureAwait(false);
                TimeSpan longest = _peers.Known.Any(_peers.IsConnected) ? s_longest : s_longestAlone;
                pause = pause * 2 < longest ? pause * 2 : longest;
                if (await SeedLookup.AskAsync(_options.Join, _time, _stopped.Token).ConfigureAwait(false) is not { ClusterId: { } found } answer) continue;
                if (found != _clusterId)
                {
                    DiscoveryLogLines.OtherCluster(_log, found);
                    return;
                }

                foreach (MemberAddress node in answer.Nodes.Where(n => n.NodeId > 0)) _peers.Hear(node.NodeId, node.Host, node.Port);
            }
        }
        catch (OperationCanceledException)
        {
            // the node stops
        }
        catch (BrokerException e)
        {
            JoiningLogLines.SeedsNotUsable(_log, e.Message);
        }
    }
}
