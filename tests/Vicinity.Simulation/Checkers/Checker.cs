using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// One thing that must always hold. The simulation tells it what happens, in order; it throws a <see cref="ViolationException"/> as soon as its promise is
/// broken. A checker knows no more than it is told, so a test can tell it of a violation made by hand. Not thread-safe.
/// </summary>
internal abstract class Checker
{
    /// <summary>What must hold, in words.</summary>
    public abstract string Promise { get; }

    /// <summary>A replica has carried out all actions of an input.</summary>
    public virtual void Stepped(in ReplicaView replica)
    {
    }

    /// <summary>An entry is about to be appended to a replica's log.</summary>
    public virtual void Appending(in ReplicaView replica, LogEntry entry)
    {
    }

    /// <summary>A replica is about to cut its log to this end.</summary>
    public virtual void Cutting(in ReplicaView replica, LogPosition end)
    {
    }

    /// <summary>A replica is about to drop its log for this base, or to move its own base there.</summary>
    public virtual void TakingBase(in ReplicaView replica, LogBase @base, bool moved)
    {
    }

    /// <summary>A vote, or pre-vote, is granted; a candidate grants itself its own.</summary>
    public virtual void Granted(Voter voter, in VoteRequest request)
    {
    }

    /// <summary>A message of an epoch leaves.</summary>
    public virtual void Sent(Voter from, int epoch)
    {
    }

    /// <summary>A producer has been told that its batch is stored at this offset.</summary>
    public virtual void Acknowledged(int producer, int sequence, int width, long offset)
    {
    }

    /// <summary>A reader has been given a batch, and was to get what is at this offset.</summary>
    public virtual void Returned(LogEntry batch, long expected)
    {
    }

    /// <summary>A leader has ticked; when it last heard enough voters to make a majority, in milliseconds of its own clock.</summary>
    public virtual void LeaderTicked(in ReplicaView replica, long sinceMajorityMs)
    {
    }

    /// <summary>A pre-vote is granted by a replica that follows; how long ago its leader last answered it, or -1 if it is told that the leader is lost.</summary>
    public virtual void PreVoteGranted(in ReplicaView voter, in VoteRequest request, long sinceLeaderMs)
    {
    }

    /// <summary>A replica has become a candidate without being asked to.</summary>
    public virtual void BecameCandidate(in ReplicaView replica)
    {
    }

    /// <summary>A replica says, by a Fetch, that everything up to there is on its disk.</summary>
    public virtual void Promised(Voter replica, LogPosition position)
    {
    }

    /// <summary>A process has started and recovered its log.</summary>
    public virtual void Started(in ReplicaView replica)
    {
    }

    /// <summary>A replica reports that a rule was broken, or that fetched entries did not continue its log.</summary>
    public virtual void Reported(in ReplicaView replica, string reason)
    {
    }

    /// <summary>Stops the run.</summary>
    protected void Fail(string what) => throw new ViolationException(GetType().Name, Promise, what);
}

/// <summary>A promise was broken.</summary>
internal sealed class ViolationException(string checker, string promise, string what) : Exception($"{checker}: {what} (must hold: {promise})")
{
    /// <summary>Name of the checker.</summary>
    public string Checker { get; } = checker;

    /// <summary>What was seen.</summary>
    public string What { get; } = what;
}
