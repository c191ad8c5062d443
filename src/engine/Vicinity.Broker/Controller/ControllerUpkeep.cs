using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>What the controller does by itself, at each tick: voters of the cluster's own log, replicas of nodes that stay away, the end of moves, leaders. Thread-safe.</summary>
internal sealed class ControllerUpkeep(ClusterChanges changes, NodeWatch watch, ClusterVoterUpkeep voters, ReplicaMoves moves, LeaderUpkeep leaders, ILogger log)
{
    private int _runs;

    /// <summary>Checks the cluster once; nothing while another node is the controller. Calls that meet do the work once.</summary>
    public async Task RunAsync()
    {
        if (!changes.IsHere)
        {
            watch.End();
            return;
        }

        if (!changes.IsCurrent || Interlocked.Exchange(ref _runs, 1) != 0) return;
        try
        {
            changes.WatchNodes();
            if (changes.Image.Nodes.Count <= 1) return;
            await voters.TendAsync().ConfigureAwait(false);
            await moves.TendAsync().ConfigureAwait(false);
            await leaders.NameFirstLeadersAsync().ConfigureAwait(false);
            await leaders.BalanceAsync().ConfigureAwait(false);
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
            Volatile.Write(ref _runs, 0);
        }
    }
}
