using Vicinity.Model;

namespace Vicinity.Simulation;

internal sealed class AcknowledgedRecordsSurvive(CommittedHistory history) : Checker
{
    private readonly Dictionary<(int Producer, int Sequence), (int Width, long Offset)> _acknowledged = [];

    public override string Promise => "an acknowledged batch is committed at the offset that was told, once, and the same offset is told for each repetition";

    /// <summary>How many batches were acknowledged.</summary>
    public int Count => _acknowledged.Count;

    public override void Acknowledged(int producer, int sequence, int width, long offset)
    {
        if (_acknowledged.TryGetValue((producer, sequence), out (int Width, long Offset) known))
        {
            if (known.Offset != offset) Fail($"producer {producer}: sequence {sequence} is acknowledged at {offset} and was at {known.Offset}");
            return;
        }
        LogEntry? batch = history.BatchAt(offset);
        if (batch is null) Fail($"producer {producer}: sequence {sequence} is acknowledged at {offset}, where nothing is committed");
        else if (batch.Producer != producer || batch.Sequence != sequence || batch.Offset != offset || batch.Width != width)
            Fail($"producer {producer}: sequence {sequence} is acknowledged at {offset}, where {batch} of producer {batch.Producer} is committed");
        if (offset + width > history.HighWatermark) Fail($"producer {producer}: sequence {sequence} is acknowledged at {offset}, above the high watermark {history.HighWatermark}");
        _acknowledged[(producer, sequence)] = (width, offset);
    }

    /// <summary>At the end: a log that must hold everything acknowledged from its base on.</summary>
    public void Finished(string name, SimulatedLog log)
    {
        var held = new HashSet<(int, int, long)>();
        foreach (LogEntry entry in log.Entries)
            if (!entry.IsMarker) held.Add((entry.Producer, entry.Sequence, entry.Offset));
        foreach (KeyValuePair<(int Producer, int Sequence), (int Width, long Offset)> batch in _acknowledged)
            if (batch.Value.Offset >= log.Base.Offset && !held.Contains((batch.Key.Producer, batch.Key.Sequence, batch.Value.Offset)))
                Fail($"{name} lacks sequence {batch.Key.Sequence} of producer {batch.Key.Producer}, acknowledged at {batch.Value.Offset}");
    }
}

internal sealed class ReadersSeeCommittedRecords(CommittedHistory history) : Checker
{
    public override string Promise => "a reader is given only what is committed and below the high watermark of a leader, never a marker, and no offset is left out";

    public override void Returned(LogEntry batch, long expected)
    {
        if (batch.Offset != expected) Fail($"a reader at offset {expected} is given {batch}");
        if (batch.IsMarker) Fail($"a reader is given the marker {batch}");
        if (history.BatchAt(batch.Offset) != batch) Fail($"a reader is given {batch}; committed there is {history.BatchAt(batch.Offset)?.ToString() ?? "nothing"}");
        if (batch.Position.Offset > history.HighWatermark) Fail($"a reader is given {batch}, above the high watermark {history.HighWatermark}");
    }
}
