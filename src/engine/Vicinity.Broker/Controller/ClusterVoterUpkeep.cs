using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>The voters of the cluster's own log. Part of the controller.</summary>
internal sealed class ClusterVoterUpkeep(ClusterChanges changes, NodeWatch watch, Replica replica, BrokerOptions options, ILogger log)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(300);

    /// <summary>Adds and removes voters, one after the other, and at once: with two voters the loss of either one stops the controller.</summary>
    public async Task TendAsync()
    {
        for (int done = 0; done <= options.ControllerVoters && await TendOneAsync().ConfigureAwait(false); done++)
        {
        }
    }

    /// <summary>Adds or removes one voter.</summary>
    /// <returns>Whether it was done, and there may be more to do.</returns>
    private async Task<bool> TendOneAsync()
    {
        (Voter? add, Voter? remove) = Moves.NextClusterVoter(replica.Voters, changes.Image.Nodes, watch.LiveNodes(), watch.AwayTooLong(), options.NodeId, options.ControllerVoters);
        if (add is null && remove is null) return false;
        return await changes.BetweenAsync(async () =>
        {
            ErrorCode error = add is Voter newcomer
                ? await replica.AddVoterAsync(newcomer, s_timeout).ConfigureAwait(false)
                : await replica.RemoveVoterAsync(remove!.Value, s_timeout).ConfigureAwait(false);
            if (error == ErrorCode.None) ControllerLogLines.ClusterVotersChanged(log, string.Join(", ", replica.Voters.Select(v => v.NodeId).Order()));
            return error == ErrorCode.None;
        }).ConfigureAwait(false);
    }
}
