using Vicinity.Model;

namespace Vicinity.Simulation;

internal sealed class VotersChangeOneByOne(CommittedHistory history) : Checker
{
    public override string Promise => "a marker changes the set by at most one voter, keeps its leader in it, and changes it only behind a committed marker of the epoch before";

    public override void Appending(in ReplicaView replica, LogEntry entry)
    {
        if (entry.Voters is not { } after || entry.LeaderId != replica.Self.NodeId || entry.Epoch != replica.Epoch) return;
        IReadOnlyList<Voter> before = replica.Log.Voters;
        int common = 0;
        foreach (Voter voter in after)
            if (before.Contains(voter)) common++;
        int changed = after.Count - common + before.Count - common;
        if (!after.Contains(replica.Self) && replica.Role == Consensus.QuorumRole.Leader) Fail($"{replica.Name} leads epoch {entry.Epoch} with a set that lacks it");
        if (changed == 0) return;
        if (changed > 1) Fail($"{replica.Name}'s marker {entry.Label} changes {changed} voters at once");
        LogEntry? last = replica.Log.Entries.LastOrDefault(e => e.IsMarker);
        // Behind a base, the marker before is committed; who made it is no longer known.
        if (last is null && replica.Log.Base.Epoch == entry.Epoch - 1) return;
        if (last is null || last.Epoch != entry.Epoch - 1 || last.LeaderId != replica.Self.NodeId)
            Fail($"{replica.Name}'s marker {entry.Label} changes the voters and does not directly follow a marker of its own");
        else if (!history.Has(last.Position))
            Fail($"{replica.Name}'s marker {entry.Label} changes the voters before {last.Label} is committed");
    }
}

internal sealed class BasesAreCommitted(CommittedHistory history) : Checker
{
    public override string Promise => "a base stands behind a committed batch, never directly behind a marker, and carries the voters in force there";

    public override void TakingBase(in ReplicaView replica, LogBase @base, bool moved)
    {
        if (@base.Position == LogPosition.Zero) return;
        int behind = history.IndexBehind(@base.Position);
        if (behind < 0)
        {
            Fail($"{replica.Name} takes the base {@base.Position}, which was never committed");
            return;
        }
        if (history.Entries[behind - 1].IsMarker) Fail($"{replica.Name} takes the base {@base.Position}, directly behind {history.Entries[behind - 1].Label}");
        for (int i = behind - 1; i >= 0; i--)
        {
            if (history.Entries[i].Voters is not { } voters) continue;
            if (!voters.SequenceEqual(@base.Voters)) Fail($"{replica.Name} takes the base {@base.Position} with other voters than {history.Entries[i].Label} has");
            return;
        }
    }
}
