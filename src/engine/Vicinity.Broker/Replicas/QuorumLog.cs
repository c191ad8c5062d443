using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>A replica's log as its quorum sees it.</summary>
internal sealed class QuorumLog(PartitionLog log) : IQuorumLog
{
    /// <summary>
    /// Whether entries count as being on disk as soon as they are written: for topics that are flushed by interval, whose owner has chosen to
    /// lose the newest records when machines fail (docs/decisions/flush.md).
    /// </summary>
    public bool CountsUnsynced { get; set; }

    public LogPosition Base => log.Base.Position;

    public LogPosition End => log.End;

    public LogPosition SyncedEnd => CountsUnsynced ? log.End : log.SyncedEnd;

    public IReadOnlyList<Voter> Voters => log.Voters;

    public bool Has(LogPosition position) => log.HasPosition(position);

    public LogPosition EndOfEpochAtMost(int epoch) => log.EndOfEpochAtMost(epoch);
}
