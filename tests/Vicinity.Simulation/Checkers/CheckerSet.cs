using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>All checkers of a run; tells each what happens. Not thread-safe.</summary>
internal sealed class CheckerSet
{
    private readonly Checker[] _all;

    /// <param name="durable">End of the log that a voter would find on its disk after a power cut.</param>
    /// <param name="checkQuorumMs">Time after which a leader alone must have stopped.</param>
    /// <param name="quietMs">A follower whose leader has answered within this time grants no pre-votes.</param>
    public CheckerSet(Func<Voter, LogPosition> durable, int checkQuorumMs, int quietMs)
    {
        AcknowledgedRecords = new AcknowledgedRecordsSurvive(History);
        _all =
        [
            new OneLeaderPerEpoch(),
            new EpochsNeverFall(),
            new OneVotePerEpoch(),
            new LogMatching(),
            new OffsetsAreDense(),
            new NothingAcknowledgedIsCut(),
            new PromisedStaysOnDisk(),
            new HighWatermarksNeverFall(),
            new LeadersHaveWhatIsCommitted(History),
            new AWriteQuorumHasIt(durable),
            new CommittedOnceInOrder(History),
            new LogsAgreeBelowTheHighWatermark(History),
            new LatestIsNotStale(),
            new VotersChangeOneByOne(History),
            new BasesAreCommitted(History),
            AcknowledgedRecords,
            new ReadersSeeCommittedRecords(History),
            new LeaderAloneStops(checkQuorumMs),
            new PreVoteProtects(quietMs),
            new ReplicasFindNothingBroken(),
        ];
    }

    /// <summary>What has been committed so far.</summary>
    public CommittedHistory History { get; } = new();

    public AcknowledgedRecordsSurvive AcknowledgedRecords { get; }

    /// <summary>Each checker.</summary>
    public IReadOnlyList<Checker> All => _all;

    public void Stepped(in ReplicaView replica)
    {
        foreach (Checker checker in _all) checker.Stepped(replica);
    }

    public void Appending(in ReplicaView replica, LogEntry entry)
    {
        foreach (Checker checker in _all) checker.Appending(replica, entry);
    }

    public void Cutting(in ReplicaView replica, LogPosition end)
    {
        foreach (Checker checker in _all) checker.Cutting(replica, end);
    }

    public void TakingBase(in ReplicaView replica, LogBase @base, bool moved)
    {
        foreach (Checker checker in _all) checker.TakingBase(replica, @base, moved);
    }

    public void Granted(Voter voter, in VoteRequest request)
    {
        foreach (Checker checker in _all) checker.Granted(voter, request);
    }

    public void Sent(Voter from, int epoch)
    {
        foreach (Checker checker in _all) checker.Sent(from, epoch);
    }

    public void Acknowledged(int producer, int sequence, int width, long offset)
    {
        foreach (Checker checker in _all) checker.Acknowledged(producer, sequence, width, offset);
    }

    public void Returned(LogEntry batch, long expected)
    {
        foreach (Checker checker in _all) checker.Returned(batch, expected);
    }

    public void LeaderTicked(in ReplicaView replica, long sinceMajorityMs)
    {
        foreach (Checker checker in _all) checker.LeaderTicked(replica, sinceMajorityMs);
    }

    public void PreVoteGranted(in ReplicaView voter, in VoteRequest request, long sinceLeaderMs)
    {
        foreach (Checker checker in _all) checker.PreVoteGranted(voter, request, sinceLeaderMs);
    }

    public void BecameCandidate(in ReplicaView replica)
    {
        foreach (Checker checker in _all) checker.BecameCandidate(replica);
    }

    public void Promised(Voter replica, LogPosition position)
    {
        foreach (Checker checker in _all) checker.Promised(replica, position);
    }

    public void Started(in ReplicaView replica)
    {
        foreach (Checker checker in _all) checker.Started(replica);
    }

    public void Reported(in ReplicaView replica, string reason)
    {
        foreach (Checker checker in _all) checker.Reported(replica, reason);
    }
}
