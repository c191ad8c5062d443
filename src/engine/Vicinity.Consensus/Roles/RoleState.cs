using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// What a replica does in one role. A role's object lives as long as the role: entering it again makes a new one, so nothing of an earlier stay
/// is left. Everything that holds in all roles (epochs, votes, who leads) is done by <see cref="QuorumState"/> before the role is asked.
/// </summary>
internal abstract class RoleState(QuorumState quorum)
{
    protected QuorumState Quorum { get; } = quorum;

    public abstract QuorumRole Kind { get; }

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public abstract long Deadline { get; }

    /// <summary>Leader that answers name: a node, or -1.</summary>
    public virtual int LeaderId => -1;

    public virtual void Tick(long now, QuorumActions actions)
    {
    }

    public virtual void OnSynced(long now, QuorumActions actions)
    {
    }

    public virtual void OnAppendRefused(long now)
    {
    }

    /// <summary>A pre-vote of our epoch, whose log is at least as long as ours, is asked for: grant it (rule E2)?</summary>
    public abstract bool GrantsPreVote(in VoteRequest request, long now);

    /// <summary>A real vote was given in our epoch: another replica may lead soon.</summary>
    public virtual void OnVoteGranted(long now)
    {
    }

    /// <summary>An answer of our epoch to a request of our epoch.</summary>
    public virtual void OnVoteAnswer(Voter from, in VoteRequest asked, in VoteAnswer answer, long now, QuorumActions actions)
    {
    }

    /// <summary>A message names the leader of our epoch, which is another replica (rule E8).</summary>
    /// <param name="leaderId">The leader's node.</param>
    /// <param name="byItself">Whether the leader itself says so.</param>
    /// <param name="fetch">Whether a Fetch must be sent to it.</param>
    public virtual void OnLeaderNamed(int leaderId, bool byItself, bool fetch, long now, QuorumActions actions) =>
        Quorum.Follow(leaderId, fetch, now, actions);

    /// <summary>The leader of our epoch has stopped leading.</summary>
    /// <param name="delay">How long this replica waits before it asks for pre-votes.</param>
    public virtual void OnLeaderEnded(int delay, long now, QuorumActions actions) =>
        Quorum.BecomeUnattached(now + delay, Quorum.IsVoter ? long.MaxValue : now + delay);

    public virtual void OnFetchAnswer(in FetchAnswer answer, long now, QuorumActions actions)
    {
    }

    public virtual void OnBase(int leaderId, LogPosition? position, long now, QuorumActions actions)
    {
    }

    public virtual void OnNodeLost(int nodeId, long now)
    {
    }

    /// <summary>The node that we follow holds a Fetch of ours. Silence names no leader: a replica that follows none learns nothing from it.</summary>
    public virtual void OnLeaderAlive(long at)
    {
    }
}
