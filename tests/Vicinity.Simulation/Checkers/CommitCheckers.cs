using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Extends the history as leaders commit; the checkers behind it in the list compare with what it holds.</summary>
internal sealed class CommittedOnceInOrder(CommittedHistory history) : Checker
{
    public override string Promise => "what one leader commits continues what was committed before; each batch once, in its producer's order";

    public override void Stepped(in ReplicaView replica)
    {
        if (replica.Role != QuorumRole.Leader) return;
        if (replica.HighWatermark > history.HighWatermark) history.HighWatermark = replica.HighWatermark;
        if (replica.Committed is { } committed && committed > history.End && history.Extend(replica.Log, committed) is { } wrong) Fail($"{replica.Name}: {wrong}");
    }
}

internal sealed class LeadersHaveWhatIsCommitted(CommittedHistory history) : Checker
{
    private int _checkedEpoch;

    public override string Promise => "who wins an election has everything that was committed in earlier epochs";

    public override void Stepped(in ReplicaView replica)
    {
        if (replica.Role != QuorumRole.Leader || replica.Epoch <= _checkedEpoch) return;
        _checkedEpoch = replica.Epoch;
        int from = history.IndexBehind(replica.Log.Base);
        if (from < 0) Fail($"{replica.Name} leads epoch {replica.Epoch} from the base {replica.Log.Base}, which was never committed");
        IReadOnlyList<LogEntry> log = replica.Log.Entries;
        for (int i = from; i < history.Entries.Count; i++)
        {
            LogEntry committed = history.Entries[i];
            int at = i - from;
            if (at >= log.Count || log[at] != committed)
                Fail($"{replica.Name} leads epoch {replica.Epoch} without the committed {committed.Label} at {committed.Position}{(at < log.Count ? $"; it has {log[at].Label} there" : "")}");
        }
    }
}

internal sealed class LogsAgreeBelowTheHighWatermark(CommittedHistory history) : Checker
{
    private readonly Dictionary<Guid, (int Incarnation, int Cuts, long Offset)> _compared = [];

    public override string Promise => "below its high watermark every replica has what was committed";

    public override void Stepped(in ReplicaView replica)
    {
        long from = replica.Log.Base.Offset;
        if (_compared.TryGetValue(replica.Self.ReplicaId, out (int Incarnation, int Cuts, long Offset) done) && done.Incarnation == replica.Incarnation && done.Cuts == replica.Log.Cuts)
        {
            if (done.Offset == replica.HighWatermark) return;
            from = Math.Max(from, done.Offset);
        }
        if (replica.HighWatermark > history.HighWatermark) Fail($"{replica.Name}'s high watermark {replica.HighWatermark} is above {history.HighWatermark}, which no leader has passed");
        IReadOnlyList<LogEntry> log = replica.Log.Entries;
        for (int i = log.Count - 1; i >= 0 && log[i].Offset + log[i].Width > from; i--)
        {
            LogEntry entry = log[i];
            if (entry.IsMarker || entry.Position.Offset > replica.HighWatermark) continue;
            if (history.BatchAt(entry.Offset) != entry) Fail($"{replica.Name} has {entry} below its high watermark {replica.HighWatermark}; committed there is {history.BatchAt(entry.Offset)?.ToString() ?? "nothing"}");
        }
        _compared[replica.Self.ReplicaId] = (replica.Incarnation, replica.Log.Cuts, replica.HighWatermark);
    }
}

internal sealed class LatestIsNotStale : Checker
{
    private readonly SortedDictionary<int, long> _highest = [];

    public override string Promise => "a leader that knows its latest offset knows of everything that earlier leaders have acknowledged";

    public override void Stepped(in ReplicaView replica)
    {
        if (replica.Role != QuorumRole.Leader || !replica.IsHighWatermarkCurrent) return;
        if (_highest.TryGetValue(replica.Epoch, out long known))
        {
            if (replica.HighWatermark > known) _highest[replica.Epoch] = replica.HighWatermark;
            return;
        }
        foreach (KeyValuePair<int, long> earlier in _highest)
            if (earlier.Key < replica.Epoch && earlier.Value > replica.HighWatermark) Fail($"{replica.Name} leads epoch {replica.Epoch} and takes {replica.HighWatermark} for the latest offset; epoch {earlier.Key} had acknowledged {earlier.Value}");
        _highest[replica.Epoch] = replica.HighWatermark;
    }
}

/// <param name="durable">End of the log that a voter would find on its disk after a power cut; of an emptied disk: what it had.</param>
internal sealed class AWriteQuorumHasIt(Func<Voter, LogPosition> durable) : Checker
{
    private readonly Dictionary<int, (LogPosition Committed, long HighWatermark)> _seen = [];

    public override string Promise => "at each rise of the high watermark a write quorum of the set in force has it on disk, and a majority what is committed";

    public override void Stepped(in ReplicaView replica)
    {
        if (replica.Role != QuorumRole.Leader) return;
        LogPosition committed = replica.Committed ?? LogPosition.Zero;
        (LogPosition Committed, long HighWatermark) seen;
        if (!_seen.TryGetValue(replica.Epoch, out seen)) seen = (LogPosition.Zero, replica.Log.Entries.Count > 0 ? Math.Min(replica.HighWatermark, MarkerOffset(replica)) : replica.HighWatermark);
        if (committed == seen.Committed && replica.HighWatermark == seen.HighWatermark) return;
        IReadOnlyList<Voter> voters = replica.Log.Voters;
        int majority = voters.Count / 2 + 1;
        if (committed > seen.Committed)
        {
            if (committed.Epoch != replica.Epoch) Fail($"{replica.Name} leads epoch {replica.Epoch} and commits {committed}");
            int count = Count(voters, committed);
            if (count < majority) Fail($"{replica.Name} commits {committed}, which {count} of {voters.Count} voters have on disk");
        }
        if (replica.HighWatermark > seen.HighWatermark)
        {
            int quorum = Math.Min(voters.Count, Math.Max(majority, replica.WriteQuorum));
            var position = new LogPosition(replica.Epoch, replica.HighWatermark);
            int count = Count(voters, position);
            if (count < quorum) Fail($"{replica.Name} raises the high watermark to {position}, which {count} of {voters.Count} voters have on disk; the write quorum is {quorum}");
        }
        _seen[replica.Epoch] = (committed, replica.HighWatermark);
    }

    private static long MarkerOffset(in ReplicaView replica)
    {
        for (int i = replica.Log.Entries.Count - 1; i >= 0; i--)
            if (replica.Log.Entries[i].IsMarker && replica.Log.Entries[i].Epoch == replica.Epoch) return replica.Log.Entries[i].Offset;
        return long.MaxValue;
    }

    private int Count(IReadOnlyList<Voter> voters, LogPosition position)
    {
        int count = 0;
        foreach (Voter voter in voters)
            if (durable(voter) >= position) count++;
        return count;
    }
}
