using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

internal sealed class LogMatching : Checker
{
    private readonly Dictionary<LogPosition, (LogEntry Entry, LogPosition Before)> _entries = [];

    public override string Promise => "two logs that have the same (epoch, offset) are the same up to there";

    public override void Appending(in ReplicaView replica, LogEntry entry)
    {
        if (!_entries.TryGetValue(entry.Position, out (LogEntry Entry, LogPosition Before) known)) _entries[entry.Position] = (entry, replica.Log.End);
        else if (known.Entry != entry) Fail($"{replica.Name} appends {entry.Label} at {entry.Position}, where another log has {known.Entry.Label}");
        else if (known.Before != replica.Log.End) Fail($"{replica.Name} appends {entry.Label} behind {replica.Log.End}, another log has it behind {known.Before}");
    }
}

internal sealed class OffsetsAreDense : Checker
{
    public override string Promise => "offsets go on without a gap, epochs never fall along a log, and each begins with its only marker";

    public override void Appending(in ReplicaView replica, LogEntry entry)
    {
        if (replica.Log.WhyNot(entry, replica.Epoch) is { } reason) Fail($"{replica.Name} appends what does not continue its log: {reason}");
    }
}

internal sealed class HighWatermarksNeverFall : Checker
{
    private readonly Dictionary<Guid, (int Incarnation, long Offset)> _seen = [];

    public override string Promise => "a high watermark never falls while the process lives, and lies between base and log end";

    public override void Stepped(in ReplicaView replica)
    {
        if (_seen.TryGetValue(replica.Self.ReplicaId, out (int Incarnation, long Offset) seen))
        {
            if (seen.Incarnation == replica.Incarnation && seen.Offset == replica.HighWatermark && replica.Log.End.Offset >= seen.Offset) return;
            if (seen.Incarnation == replica.Incarnation && replica.HighWatermark < seen.Offset) Fail($"{replica.Name}'s high watermark falls from {seen.Offset} to {replica.HighWatermark}");
        }
        if (replica.HighWatermark > replica.Log.End.Offset) Fail($"{replica.Name}'s high watermark {replica.HighWatermark} lies behind its log end {replica.Log.End}");
        if (replica.HighWatermark < replica.Log.Base.Offset) Fail($"{replica.Name}'s high watermark {replica.HighWatermark} lies before its base {replica.Log.Base}");
        _seen[replica.Self.ReplicaId] = (replica.Incarnation, replica.HighWatermark);
    }
}

internal sealed class NothingAcknowledgedIsCut : Checker
{
    public override string Promise => "no cut goes below high watermark or base, a leader does not cut, and a cut shortens the log";

    public override void Cutting(in ReplicaView replica, LogPosition end)
    {
        if (replica.Role == QuorumRole.Leader) Fail($"{replica.Name} leads epoch {replica.Epoch} and cuts its log");
        if (!replica.Log.Has(end)) Fail($"{replica.Name} cuts to {end}, which its log does not have");
        if (end >= replica.Log.End) Fail($"{replica.Name} cuts to {end}, which does not shorten its log of {replica.Log.End}");
        if (end.Offset < replica.HighWatermark) Fail($"{replica.Name} cuts to {end}, below its high watermark {replica.HighWatermark}");
        if (end < replica.Log.Base) Fail($"{replica.Name} cuts to {end}, below its base {replica.Log.Base}");
    }

    public override void TakingBase(in ReplicaView replica, LogBase @base, bool moved)
    {
        if (!moved && @base.Position.Offset < replica.HighWatermark) Fail($"{replica.Name} takes the base {@base.Position}, below its high watermark {replica.HighWatermark}");
    }
}

internal sealed class PromisedStaysOnDisk : Checker
{
    private readonly Dictionary<Guid, LogPosition> _promised = [];

    public override string Promise => "what a replica said it has on disk is there after a restart, unless it was cut or a base was taken";

    public override void Promised(Voter replica, LogPosition position)
    {
        if (position > _promised.GetValueOrDefault(replica.ReplicaId)) _promised[replica.ReplicaId] = position;
    }

    public override void Stepped(in ReplicaView replica)
    {
        if (replica.Role == QuorumRole.Leader) Promised(replica.Self, replica.Log.SyncedEnd);
    }

    public override void Cutting(in ReplicaView replica, LogPosition end)
    {
        if (_promised.GetValueOrDefault(replica.Self.ReplicaId) > end) _promised[replica.Self.ReplicaId] = end;
    }

    public override void TakingBase(in ReplicaView replica, LogBase @base, bool moved)
    {
        if (!moved) _promised[replica.Self.ReplicaId] = @base.Position;
    }

    public override void Started(in ReplicaView replica)
    {
        LogPosition promised = _promised.GetValueOrDefault(replica.Self.ReplicaId);
        if (!replica.Log.Has(promised) && replica.Log.Base < promised) Fail($"{replica.Name} starts with the log end {replica.Log.End}; it had said that it has {promised}");
    }
}

internal sealed class ReplicasFindNothingBroken : Checker
{
    public override string Promise => "no replica finds a rule broken, and no fetched entry fails to continue a log";

    public override void Reported(in ReplicaView replica, string reason) => Fail($"{replica.Name} reports: {reason}");
}
